using System.Text.Unicode;

namespace Stylize.Codecs.Tiff;

/// <summary>Reads metadata of the first page of a TIFF: ICC profile (tag 34675), XMP packet (tag 700) and description
/// (tag 270), resolution (tags 282, 283 and 296).</summary>
internal static class TiffMetadata
{
    internal static ImageMetadata Read(Stream stream)
    {
        var reader = new TiffReader(stream);
        var first = reader.Directories(0)[0];
        var packet = reader.BytesOf(first, 700);
        return new ImageMetadata
        {
            Description = reader.BytesOf(first, 270) is { Length: > 0 } text
                ? (Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.Latin1).GetString(text).TrimEnd('\0') : null,
            IccProfile = reader.BytesOf(first, 34675),
            PixelsPerMeter = Resolution(reader, first),
            Provenance = packet.Length == 0 ? null : XmpPacket.Read(packet),
        };
    }

    /// <summary>Returns the resolution of square pixels that a TIFF or EXIF data states in pixels per meter; null for
    /// none.</summary>
    internal static double? Resolution(TiffReader reader, long directory) =>
        TiffSeries.Resolution(reader, directory) is { IsSquare: true } size ? 1e6 / size.X : null;

    /// <summary>Reads the first directory of EXIF data; the default value if it is damaged or empty.</summary>
    internal static T? OfExif<T>(ReadOnlyMemory<byte> exif, Func<TiffReader, long, T?> read)
    {
        try
        {
            var reader = new TiffReader(new MemoryStream(exif.ToArray()));
            return read(reader, reader.Directories(0)[0]);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException or ArgumentException)
        {
            return default;
        }
    }
}
