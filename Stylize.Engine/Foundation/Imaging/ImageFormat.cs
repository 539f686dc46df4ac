namespace Stylize.Engine.Imaging;

/// <summary>A file format of images.</summary>
public enum ImageFormat
{
    /// <summary>Not a known format.</summary>
    Unknown,

    /// <summary>Portable Network Graphics (W3C, third edition); animated: APNG.</summary>
    Png,

    /// <summary>JPEG in a JFIF or Exif file.</summary>
    Jpeg,

    /// <summary>WebP (RFC 9649), lossy or lossless, still or animated.</summary>
    WebP,

    /// <summary>TIFF 6.0 and BigTIFF.</summary>
    Tiff,

    /// <summary>GIF87a and GIF89a.</summary>
    Gif,

    /// <summary>AV1 Image File Format.</summary>
    Avif,

    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>A web page that displays the image.</summary>
    Html,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>Truevision TGA.</summary>
    Tga,

    /// <summary>Netpbm: PBM, PGM, PPM and PAM.</summary>
    Ppm,

    /// <summary>An array of Zarr 2 or 3, which is a folder. Its leading axes are the pages.</summary>
    Zarr,

    /// <summary>High Efficiency Image File Format (HEIC, HEIF), as written by phones.</summary>
    Heic,

    /// <summary>JPEG XL, codestream or container.</summary>
    JpegXl,

    /// <summary>JPEG 2000, codestream or container.</summary>
    Jpeg2000,

    /// <summary>A raw file of a camera, such as DNG, CR2, NEF or ARW.</summary>
    CameraRaw,

    /// <summary>Portable Document Format.</summary>
    Pdf,

    /// <summary>Sprite of Aseprite: layers, frames, palette and tags.</summary>
    Aseprite,

    /// <summary>ND2 of Nikon's NIS-Elements, versions 2 and 3. Its planes are the pages.</summary>
    Nd2,

    /// <summary>CZI of Zeiss's ZEN. The planes of its scenes are the pages.</summary>
    Czi,

    /// <summary>LIF of Leica's LAS. The planes of its images are the pages.</summary>
    Lif,

    /// <summary>A file of another microscope, such as VSI or OIR, which is recognized by its extension but not read.
    /// </summary>
    OtherMicroscope,

    /// <summary>MP4 or QuickTime video, which is recognized but not read.</summary>
    Mp4,

    /// <summary>WebM or Matroska video, which is recognized but not read.</summary>
    WebM,

    /// <summary>JPEG XR, which is recognized but not read.</summary>
    JpegXr,
}

/// <summary>The usual file name extensions of the formats, with the dot and in lower case.</summary>
public static class FileExtensions
{
    private static readonly Dictionary<string, ImageFormat> Formats = FormatDefinition.ByExtension();

    /// <summary>Returns the extensions of formats.</summary>
    public static IReadOnlySet<string> ForFormats(IEnumerable<ImageFormat> formats)
    {
        InputFolder.Explained = FolderContent.Problem;
        return formats.SelectMany(ForFormat).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns the extensions of a format, sorted.</summary>
    public static IReadOnlyList<string> ForFormat(ImageFormat format) =>
        [.. FormatDefinition.ForFormat(format).Extensions.Order(StringComparer.Ordinal)];

    /// <summary>Returns the format of a file name's extension, or Unknown.</summary>
    public static ImageFormat FormatOf(string name) =>
        Formats.GetValueOrDefault(Path.GetExtension(name), ImageFormat.Unknown);

    internal static bool IsImage(string extension) => Formats.ContainsKey(extension);
}
