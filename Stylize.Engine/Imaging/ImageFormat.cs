namespace Stylize.Engine.Imaging;

/// <summary>A file format of images.</summary>
public enum ImageFormat
{
    Unknown,
    Png,
    Jpeg,
    WebP,
    Tiff,
    Gif,
    Avif,
    Svg,
    Bmp,
    Tga,
    Ppm,
}
