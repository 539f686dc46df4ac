namespace Stylize.Codecs.Files;

/// <summary>A segment of a JPEG up to its pixels (ITU-T T.81, B.1.1.4).</summary>
/// <param name="At">Position of the data.</param>
/// <param name="Length">Bytes of the data; below 0 in damaged files.</param>
internal readonly record struct JpegSegment(byte Marker, long At, int Length)
{
    /// <summary>Returns the segments in the order of the file, up to the start of the first scan.</summary>
    public static IEnumerable<JpegSegment> All(Stream stream)
    {
        var head = new byte[4];
        for (var at = 2L; StreamBytes.TryRead(stream, at, head) && head[0] == 0xff
            && head[1] != JpegScan.EndOfImage;)
        {
            if (head[1] == 0xff)
            {
                // Any number of fill bytes may precede a marker.
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
            yield return new JpegSegment(head[1], at + 4, length - 2);
            if (head[1] == JpegScan.StartOfScan) yield break;

            at += 2 + length;
        }
    }

    /// <summary>Reads the data; empty without any.</summary>
    public byte[] Data(Stream stream) => Length > 0 ? StreamBytes.Read(stream, At, Length) : [];
}
