namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Creates small EXIF data: a description, an orientation and the directory of a thumbnail (CIPA DC-008, 4.6).
/// </summary>
internal static class TinyExif
{
    private const ushort DescriptionTag = 0x010e;
    private const ushort OrientationTag = 0x0112;

    /// <summary>Returns the data in either byte order.</summary>
    internal static byte[] Make(string description, ushort orientation, bool isBig)
    {
        const int SecondDirectory = 8 + 2 + (2 * 12) + 4;
        const int TextAt = SecondDirectory + 2 + 12 + 4;
        var text = Encoding.ASCII.GetBytes(description + "\0");
        var bytes = new byte[TextAt + text.Length];
        Encoding.ASCII.GetBytes(isBig ? "MM" : "II").CopyTo(bytes, 0);
        Word(2, 42);
        Long(4, 8);
        Word(8, 2);
        Entry(10, DescriptionTag, 2, (uint)text.Length);
        Long(18, TextAt);
        Entry(22, OrientationTag, 3, 1);
        Word(30, orientation);
        Long(34, SecondDirectory);
        Word(SecondDirectory, 1);
        Entry(SecondDirectory + 2, 0x0103, 3, 1);
        Word(SecondDirectory + 10, 6);
        text.CopyTo(bytes, TextAt);
        return bytes;

        void Entry(int at, ushort tag, ushort type, uint count)
        {
            Word(at, tag);
            Word(at + 2, type);
            Long(at + 4, count);
        }

        void Word(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(
            bytes.AsSpan(at), isBig ? BinaryPrimitives.ReverseEndianness(value) : value);

        void Long(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(
            bytes.AsSpan(at), isBig ? BinaryPrimitives.ReverseEndianness(value) : value);
    }

    /// <summary>Returns the description, the orientation (0 if missing), and whether a second directory
    /// follows.</summary>
    internal static (string Description, int Orientation, bool HasThumbnail) Read(ReadOnlySpan<byte> exif)
    {
        var bytes = exif.ToArray();
        var isBig = bytes[0] == 'M';
        var (description, orientation) = ("", 0);
        var directory = (int)Long(4);
        int count = Word(directory);
        for (var i = 0; i < count; i++)
        {
            var at = directory + 2 + (12 * i);
            if (Word(at) == DescriptionTag)
            {
                description = Encoding.ASCII.GetString(bytes, (int)Long(at + 8), (int)Long(at + 4)).TrimEnd('\0');
            }
            else if (Word(at) == OrientationTag)
            {
                orientation = Word(at + 8);
            }
        }

        return (description, orientation, Long(directory + 2 + (12 * count)) != 0);

        ushort Word(int at) =>
            isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at))
                : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

        uint Long(int at) =>
            isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at))
                : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
    }

    /// <summary>EXIF data whose rules of interoperability are those of the optional color space.</summary>
    internal static byte[] AdobeRgb() =>
    [
        .. "MM\0*"u8, .. BigEndian.Long(8),
        .. BigEndian.Word(1), .. Entry(0x8769, 4, 1, 26), .. BigEndian.Long(0),
        .. BigEndian.Word(2), .. Entry(0xa001, 3, 1, 0xffff << 16), .. Entry(0xa005, 4, 1, 56),
            .. BigEndian.Long(0),
        .. BigEndian.Word(1), .. BigEndian.Word(1), .. BigEndian.Word(2), .. BigEndian.Long(4), .. "R03\0"u8,
        .. BigEndian.Long(0),
    ];

    /// <summary>EXIF data with a horizontal resolution of 144 and a vertical one of 72.</summary>
    internal static byte[] Oblong() =>
    [
        .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(2), .. Entry(282, 5, 1, 38), .. Entry(283, 5, 1, 46),
        .. BigEndian.Long(0), .. BigEndian.Long(144), .. BigEndian.Long(1), .. BigEndian.Long(72),
        .. BigEndian.Long(1),
    ];

    /// <summary>EXIF data with rational numbers.</summary>
    internal static byte[] Rational(int tag, params int[] values) =>
    [
        .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(1), .. Entry(tag, 5, values.Length / 2, 26),
        .. BigEndian.Long(0), .. values.SelectMany(value => BigEndian.Long(value)),
    ];

    /// <summary>XMP data that states the orientation 6.</summary>
    internal static ReadOnlySpan<byte> TurnedXmp => """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>
        """u8;

    internal static byte[] Entry(int tag, int type, int count, int value) =>
        [.. BigEndian.Word(tag), .. BigEndian.Word(type), .. BigEndian.Long(count), .. BigEndian.Long(value)];
}
