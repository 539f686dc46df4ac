namespace Stylize.Codecs.Files;

/// <summary>
/// The pixel data of a JPEG with one sequential scan of Huffman codes. A decoder that leaves a part of it unused has
/// lost its place in damaged data, and libvips does not report that. Of other JPEG files, decoders read all data.
/// </summary>
internal static class JpegScan
{
    public const byte StartOfScan = 0xda;
    public const byte EndOfImage = 0xd9;

    /// <summary>Returns the position of the marker after the scan; 0 if the file has several scans or other
    /// codes.</summary>
    internal static long End(Stream stream)
    {
        var segments = JpegSegment.All(stream).ToList();
        return segments is [.., { Marker: StartOfScan } scan]
            && segments.Exists(segment => segment.Marker is 0xc0 or 0xc1)
            ? Marker(stream, scan.At + scan.Length) : 0;
    }

    /// <summary>Returns true if the rest of the scan from the position of the stream is more than padding, whose bytes
    /// are equal.</summary>
    internal static bool HasUnusedData(Stream stream, long end)
    {
        var piece = new byte[Math.Clamp(end - stream.Position, 0, InputFile.BufferBytes)];
        var count = stream.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false);
        return count > 0 && piece.AsSpan(0, count).ContainsAnyExcept(piece[0]);
    }

    /// <summary>Returns the position of the next marker, except those for restarts (ITU-T T.81, B.1.1.3); the length
    /// without one.
    /// </summary>
    private static long Marker(Stream stream, long start)
    {
        var piece = new byte[InputFile.BufferBytes];
        stream.Position = start;
        for (var isMarker = false; stream.Read(piece) is > 0 and var count; start += count)
        {
            for (var i = 0; i < count; i++)
            {
                if (isMarker && piece[i] is not (0 or 0xff or (>= 0xd0 and <= 0xd7))) return start + i - 1;

                isMarker = piece[i] == 0xff;
                if (isMarker) continue;

                var skipped = piece.AsSpan(i, count - i).IndexOf((byte)0xff);
                i = skipped < 0 ? count : i + skipped - 1;
            }
        }

        return stream.Length;
    }
}

/// <summary>The start-of-frame segment of a JPEG (ITU-T T.81, B.2.2).</summary>
internal readonly record struct JpegFrame(byte Marker, int Bits, int Width, int Height, int Colors = 0)
{
    /// <summary>Returns true for 0xc0 to 0xcf, except C4 (Huffman tables), C8 (reserved) and CC (arithmetic
    /// conditioning).</summary>
    internal static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    /// <summary>Finds the first segment, also that of JPEG-LS; null if none precedes the pixels.</summary>
    internal static JpegFrame? Find(Stream stream)
    {
        Span<byte> head = stackalloc byte[6];
        var found = JpegSegment.All(stream).FirstOrDefault(
            segment => segment.Marker == 0xf7 || IsFrame(segment.Marker));
        return found == default || !StreamBytes.TryRead(stream, found.At, head) ? null
            : new JpegFrame(
                found.Marker, head[0], BinaryPrimitives.ReadUInt16BigEndian(head[3..]),
                BinaryPrimitives.ReadUInt16BigEndian(head[1..]), head[5]);
    }
}
