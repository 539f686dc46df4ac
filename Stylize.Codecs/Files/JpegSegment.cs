namespace Stylize.Codecs.Files;

/// <summary>A segment of a JPEG before its pixels (ITU-T T.81, B.1.1.4).</summary>
/// <param name="At">Position of the data.</param>
/// <param name="Length">Bytes of the data; below 0 in damaged files.</param>
internal readonly record struct JpegSegment(byte Marker, long At, int Length)
{
    private const byte EndOfImage = 0xd9;

    /// <summary>Returns the segments in the order of the file, up to the first scan.</summary>
    public static IEnumerable<JpegSegment> All(Stream stream)
    {
        var head = new byte[4];
        for (var at = 2L; StreamBytes.TryRead(stream, at, head) && head[0] == 0xff
            && head[1] is not (EndOfImage or JpegScan.StartOfScan);)
        {
            if (head[1] == 0xff)
            {
                // Any number of fill bytes may precede a marker.
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
            yield return new JpegSegment(head[1], at + 4, length - 2);
            at += 2 + length;
        }
    }

    /// <summary>Reads the data; empty without any.</summary>
    public byte[] Data(Stream stream) => Length > 0 ? StreamBytes.Read(stream, At, Length) : [];
}
