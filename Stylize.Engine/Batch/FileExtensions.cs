using Stylize.Engine.Imaging;

namespace Stylize.Engine.Batch;

/// <summary>The usual file name extensions of the formats, each with its dot and in lower case.</summary>
public static class FileExtensions
{
    private static readonly Dictionary<string, ImageFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = ImageFormat.Png,
        [".jpg"] = ImageFormat.Jpeg,
        [".jpeg"] = ImageFormat.Jpeg,
        [".webp"] = ImageFormat.WebP,
        [".tif"] = ImageFormat.Tiff,
        [".tiff"] = ImageFormat.Tiff,
        [".gif"] = ImageFormat.Gif,
        [".avif"] = ImageFormat.Avif,
        [".svg"] = ImageFormat.Svg,
        [".bmp"] = ImageFormat.Bmp,
        [".tga"] = ImageFormat.Tga,
        [".ppm"] = ImageFormat.Ppm,
        [".pgm"] = ImageFormat.Ppm,
    };

    /// <summary>The extensions of the given formats.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<ImageFormat> formats)
    {
        var wanted = formats.ToHashSet();
        return Formats.Where(pair => wanted.Contains(pair.Value)).Select(pair => pair.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>True for the extension of an image format.</summary>
    internal static bool IsImage(string extension) => Formats.ContainsKey(extension);
}
