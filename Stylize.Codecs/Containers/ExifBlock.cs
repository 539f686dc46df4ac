namespace Stylize.Codecs.Containers;

/// <summary>Reads EXIF data, a TIFF structure (CIPA DC-008, 4.5).</summary>
internal static class ExifBlock
{
    private const int EntryBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort Short = 3;

    /// <summary>Removes the name that some formats put before the data.</summary>
    internal static ReadOnlyMemory<byte> WithoutName(ReadOnlyMemory<byte> exif) => exif.Span.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;

    /// <summary>
    /// Returns the data for upright pixels: with orientation 1, and without the second directory, which contains an outdated thumbnail.
    /// </summary>
    /// <exception cref="StylizeException">OptionInvalid: the data is not a TIFF structure.</exception>
    internal static byte[] Upright(ReadOnlyMemory<byte> exif)
    {
        var bytes = WithoutName(exif).ToArray();
        const int HeaderLength = 8;
        var isBig = bytes.AsSpan().StartsWith("MM\0*"u8);
        var directory = bytes.Length < HeaderLength || !(isBig || bytes.AsSpan().StartsWith("II*\0"u8)) ? 0 : Long(4);
        var entries = directory is >= HeaderLength && directory + 2L <= bytes.Length ? Word((int)directory) : -1;
        var link = directory + 2L + (entries * EntryBytes);
        if (entries < 0 || link + 4 > bytes.Length)
        {
            throw StylizeException.Option(nameof(ImageMetadata.Exif), "not EXIF data", "a TIFF structure that begins with II or MM");
        }

        for (var at = (int)directory + 2; at < link; at += EntryBytes)
        {
            if (Word(at) == OrientationTag)
            {
                Put(at + 2, Short);
                bytes.AsSpan(at + 4, 8).Clear();
                Put(isBig ? at + 6 : at + 4, 1);
                Put(at + 8, 1);
            }
        }

        bytes.AsSpan((int)link, 4).Clear();
        return bytes;

        int Word(int at) =>
            isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

        long Long(int at) =>
            isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

        void Put(int at, ushort value)
        {
            if (isBig)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
            }
        }
    }
}
