namespace Stylize.Codecs.Managed;

/// <summary>A JPEG in memory, with the positions of its markers (ITU-T T.81, B.1.1). Other bytes may lie between its segments.</summary>
internal sealed class JpegFile
{
    private const byte Marker = 0xff;
    private const byte StartOfScan = 0xda;
    private const byte EndOfImage = 0xd9;

    private readonly byte[] _bytes;
    private readonly List<(byte Code, int At)> _markers = [];

    internal JpegFile(Stream stream)
    {
        _bytes = StreamBytes.Read(stream, 0, stream.Length, Array.MaxLength);
        for (var at = 2; (at = Next(at)) >= 0;)
        {
            _markers.Add((_bytes[at + 1], at));
            if (_bytes[at + 1] == EndOfImage || at + 4 > _bytes.Length) break;

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at + 2));
        }
    }

    internal bool HasEnd => _markers is [.., (EndOfImage, _)];

    /// <summary>The start-of-frame segment with its marker; empty if the file has none.</summary>
    internal ReadOnlySpan<byte> Frame => _markers.FindIndex(IsFrame) is >= 0 and var frame ? _bytes.AsSpan(_markers[frame].At) : [];

    internal MemoryStream WithSegment(ReadOnlySpan<byte> segment)
    {
        var at = _markers.Find(IsFrame).At;
        return new MemoryStream([.. _bytes.AsSpan(0, at), .. segment, .. _bytes.AsSpan(at)]);
    }

    /// <summary>Returns the file with bytes after the data of each scan.</summary>
    internal MemoryStream WithLongerScans(ReadOnlySpan<byte> bytes)
    {
        var file = new MemoryStream();
        var done = 0;
        for (var i = 1; i < _markers.Count; i++)
        {
            if (_markers[i - 1].Code == StartOfScan)
            {
                file.Write(_bytes.AsSpan(done, _markers[i].At - done));
                file.Write(bytes);
                done = _markers[i].At;
            }
        }

        file.Write(_bytes.AsSpan(done));
        file.Position = 0;
        return file;
    }

    // 0xc0 to 0xcf, except C4 (Huffman tables), C8 (reserved) and CC (arithmetic conditioning).
    private static bool IsFrame((byte Code, int At) marker) => marker.Code is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    /// <summary>Skips entropy-coded data, stuffed zeros and restart markers up to the next other marker; -1 at the end.</summary>
    private int Next(int at)
    {
        for (; at < _bytes.Length - 1; at++)
        {
            if (_bytes[at] == Marker && _bytes[at + 1] is not (0 or Marker or (>= 0xd0 and <= 0xd7))) return at;
        }

        return -1;
    }
}
