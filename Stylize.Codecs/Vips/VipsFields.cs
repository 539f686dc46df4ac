namespace Stylize.Codecs.Vips;

internal static unsafe class VipsFields
{
    internal const string Profile = "icc-profile-data";

    private const string Pages = "n-pages";
    private const string Exif = "exif-data";
    private const string Xmp = "xmp-data";

    /// <summary>Returns the bytes of a field, empty if it does not exist; valid for the lifetime of the
    /// image.</summary>
    internal static ReadOnlySpan<byte> BytesOf(VipsObject image, string name) =>
        VipsNative.vips_image_get_typeof(image, name) != 0
        && VipsNative.vips_image_get_blob(image, name, out var data, out var length) == 0
            ? new ReadOnlySpan<byte>(data, (int)length)
            : [];

    /// <summary>Returns the number of pages or frames from the field, because vips_image_get_n_pages returns 1 from
    /// 10,000 on.</summary>
    internal static int PagesOf(VipsObject image) =>
        VipsNative.vips_image_get_typeof(image, Pages) != 0
        && VipsNative.vips_image_get_int(image, Pages, out var pages) == 0
        && pages > 1 ? pages : 1;

    internal static ImageMetadata MetadataOf(VipsObject image) => new()
    {
        IccProfile = BytesOf(image, Profile).ToArray(),
        Exif = BytesOf(image, Exif).ToArray(),
        Provenance = BytesOf(image, Xmp) is { Length: > 0 } packet ? XmpPacket.Read(packet.ToArray()) : null,
    };

    /// <summary>Returns the metadata for a saver to keep. If exif is listed, libvips creates missing EXIF
    /// data.</summary>
    internal static string NamesOf(ImageMetadata metadata) =>
        string.Join(':', new[]
        {
            metadata.IccProfile.IsEmpty ? null : "icc",
            metadata.Exif.IsEmpty ? null : "exif",
            metadata.Provenance is null ? null : "xmp",
        }.OfType<string>());

    internal static void Attach(VipsObject image, ImageMetadata metadata)
    {
        Set(Profile, metadata.IccProfile.Span);
        Set(Exif, metadata.Exif.IsEmpty ? [] : [.. "Exif\0\0"u8, .. metadata.Exif.Span]);
        Set(Xmp, metadata.Provenance is { } text ? XmpPacket.Write(text) : []);

        void Set(string name, ReadOnlySpan<byte> bytes)
        {
            fixed (byte* data = bytes)
            {
                if (data is not null)
                {
                    VipsNative.vips_image_set_blob_copy(image, name, data, (nuint)bytes.Length);
                }
            }
        }
    }
}
