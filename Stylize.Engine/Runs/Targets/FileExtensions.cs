using Stylize.Engine.Imaging;

namespace Stylize.Engine.Runs.Targets;

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
        [".pbm"] = ImageFormat.Ppm,
        [".pam"] = ImageFormat.Ppm,
        [".pnm"] = ImageFormat.Ppm,
        [".dib"] = ImageFormat.Bmp,
        [".heic"] = ImageFormat.Heic,
        [".heif"] = ImageFormat.Heic,
        [".jxl"] = ImageFormat.JpegXl,
        [".jp2"] = ImageFormat.Jpeg2000,
        [".j2k"] = ImageFormat.Jpeg2000,
        [".pdf"] = ImageFormat.Pdf,
        [".dng"] = ImageFormat.CameraRaw,
        [".cr2"] = ImageFormat.CameraRaw,
        [".cr3"] = ImageFormat.CameraRaw,
        [".nef"] = ImageFormat.CameraRaw,
        [".arw"] = ImageFormat.CameraRaw,
        [".orf"] = ImageFormat.CameraRaw,
        [".rw2"] = ImageFormat.CameraRaw,
        [".raf"] = ImageFormat.CameraRaw,
        [".pef"] = ImageFormat.CameraRaw,
    };

    /// <summary>The extensions of the given formats.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<ImageFormat> formats)
    {
        var wanted = formats.ToHashSet();
        return Formats.Where(pair => wanted.Contains(pair.Value)).Select(pair => pair.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The extensions of one format, sorted.</summary>
    public static IReadOnlyList<string> Of(ImageFormat format) =>
        [.. Formats.Where(pair => pair.Value == format).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>The format that a file's name stands for; Unknown where its extension is of none.</summary>
    public static ImageFormat FormatOf(string name) => Formats.GetValueOrDefault(Path.GetExtension(name), ImageFormat.Unknown);

    internal static bool IsImage(string extension) => Formats.ContainsKey(extension);
}
