using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>libvips's names of the operations that read and write each format.</summary>
internal static class VipsLoaders
{
    private static readonly ImageFormat[] Formats =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif, ImageFormat.Avif];

    // Formats that the library which comes along does not read, and another may.
    private static readonly ImageFormat[] Others =
        [ImageFormat.Heic, ImageFormat.JpegXl, ImageFormat.Jpeg2000, ImageFormat.CameraRaw, ImageFormat.Svg, ImageFormat.Pdf];

    /// <summary>Formats that this libvips reads.</summary>
    internal static IReadOnlyList<ImageFormat> Readable() =>
        [.. Formats.Concat(VipsLibrary.IsChosen ? Others : []).Where(format => VipsOperation.Exists(NameOf(format)))];

    /// <summary>Formats that this libvips writes.</summary>
    internal static IReadOnlyList<ImageFormat> Writable() =>
        [.. Formats.Where(format => VipsOperation.Exists(SaverOf(format)))];

    /// <summary>The operation that reads a format.</summary>
    internal static string NameOf(ImageFormat format) => Stem(format) + "load_source";

    /// <summary>The operation that writes a format.</summary>
    internal static string SaverOf(ImageFormat format) => Stem(format) + "save_target";

    private static string Stem(ImageFormat format) => format switch
    {
        ImageFormat.Png => "png",
        ImageFormat.Jpeg => "jpeg",
        ImageFormat.WebP => "webp",
        ImageFormat.Tiff => "tiff",
        ImageFormat.Gif => "gif",
        ImageFormat.Avif or ImageFormat.Heic => "heif",
        ImageFormat.JpegXl => "jxl",
        ImageFormat.Jpeg2000 => "jp2k",
        ImageFormat.CameraRaw => "dcraw",
        ImageFormat.Svg => "svg",
        ImageFormat.Pdf => "pdf",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips is not asked for this format."),
    };
}
