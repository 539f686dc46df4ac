namespace Stylize.Codecs.Managed;

/// <summary>A JPEG in memory, with the positions of its markers (ITU-T T.81, B.1.1). Other bytes may lie between its
/// segments.</summary>
internal sealed class JpegFile
{
    private const byte Marker = 0xff;

    private readonly byte[] _bytes;
    private readonly List<(byte Code, int At, int End)> _markers = [];

    internal JpegFile(Stream stream)
    {
        _bytes = StreamBytes.Read(stream, 0, stream.Length, Array.MaxLength);
        for (var at = 2; (at = Next(at)) >= 0;)
        {
            var isLast = _bytes[at + 1] == JpegScan.EndOfImage || at + 4 > _bytes.Length;
            var end = isLast ? _bytes.Length : at + 2 + BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at + 2));
            _markers.Add((_bytes[at + 1], at, Math.Min(end, _bytes.Length)));
            if (isLast) break;

            at = end;
        }
    }

    internal bool HasEnd => _markers is [.., (JpegScan.EndOfImage, _, _)];

    /// <summary>The start-of-frame segment with its marker; empty if the file has none.</summary>
    internal ReadOnlySpan<byte> Frame =>
        _markers.FindIndex(marker => JpegFrame.IsFrame(marker.Code)) is >= 0 and var frame
            ? _bytes.AsSpan(_markers[frame].At) : [];

    /// <summary>True if the three components are luma and chroma, by the rules of libjpeg.</summary>
    internal bool IsYCbCr
    {
        get
        {
            const int TransformAt = 15, FirstId = 10;
            if (_markers.Exists(marker => HasName(marker, 0xe0, "JFIF\0"u8))) return true;

            var adobe = _markers.FindLast(marker => HasName(marker, 0xee, "Adobe"u8)).At;
            return adobe > 0 && adobe + TransformAt < _bytes.Length
                ? _bytes[adobe + TransformAt] != 0
                : (Frame[FirstId], Frame[FirstId + 3], Frame[FirstId + 6]) != ((byte)'R', (byte)'G', (byte)'B');
        }
    }

    /// <summary>Returns the file without bytes between its segments, with a segment before its frame, and with bytes
    /// after the data of each scan. ImageSharp 2.1 misses a marker after an odd number of bytes, unless fill bytes
    /// precede it.
    /// </summary>
    internal MemoryStream With(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> more)
    {
        var file = new MemoryStream(_bytes.Length + segment.Length + (_markers.Count * more.Length));
        file.Write(_bytes.AsSpan(0, 2));
        for (var i = 0; i < _markers.Count; i++)
        {
            var (code, at, end) = _markers[i];
            file.Write(JpegFrame.IsFrame(code) ? segment : []);
            if (code == JpegScan.StartOfScan && i + 1 < _markers.Count)
            {
                file.Write(_bytes.AsSpan(at, _markers[i + 1].At - at));
                file.Write(more);
                file.Write([Marker, Marker]);
                continue;
            }

            file.Write(_bytes.AsSpan(at, end - at));
        }

        return file;
    }

    private bool HasName((byte Code, int At, int End) marker, byte code, ReadOnlySpan<byte> name) =>
        marker.Code == code && _bytes.AsSpan(Math.Min(marker.At + 4, _bytes.Length)).StartsWith(name);

    /// <summary>Skips entropy-coded data, stuffed zeros and restart markers up to the next other marker; -1 at the
    /// end.</summary>
    private int Next(int at)
    {
        for (; at < _bytes.Length - 1; at++)
        {
            if (_bytes[at] == Marker && _bytes[at + 1] is not (0 or Marker or (>= 0xd0 and <= 0xd7))) return at;
        }

        return -1;
    }
}
