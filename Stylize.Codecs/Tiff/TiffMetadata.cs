namespace Stylize.Codecs.Tiff;

/// <summary>Reads metadata of the first page of a TIFF: ICC profile (tag 34675), XMP packet (tag 700) and description
/// (tag 270).</summary>
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
                ? Encoding.UTF8.GetString(text).TrimEnd('\0') : null,
            IccProfile = reader.BytesOf(first, 34675),
            Provenance = packet.Length == 0 ? null : XmpPacket.Read(packet),
        };
    }
}
