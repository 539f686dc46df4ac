using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Formats as people write them.</summary>
internal static class ImageFormatName
{
    internal static string Of(ImageFormat format) => format switch
    {
        ImageFormat.WebP => "WebP",
        ImageFormat.Unknown => "unknown",
        _ => format.ToString().ToUpperInvariant(),
    };
}
