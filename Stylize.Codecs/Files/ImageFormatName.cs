using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Formats as people write them.</summary>
internal static class ImageFormatName
{
    internal static string Of(ImageFormat format) => format switch
    {
        ImageFormat.WebP => "WebP",
        ImageFormat.Unknown => "unknown",
        ImageFormat.JpegXl => "JPEG XL",
        ImageFormat.Jpeg2000 => "JPEG 2000",
        ImageFormat.CameraRaw => "a camera's raw file",
        ImageFormat.Ppm => "PPM/PGM/PBM/PAM",
        _ => format.ToString().ToUpperInvariant(),
    };
}
