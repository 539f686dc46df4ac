namespace Stylize.Engine.Imaging;

/// <summary>Information from the header of an image file.</summary>
/// <param name="Format">The file's format according to its content, not its name.</param>
/// <param name="Width">Width in pixels, with the EXIF orientation applied.</param>
/// <param name="Height">Height in pixels, with the EXIF orientation applied.</param>
/// <param name="Pages">Number of pages of a TIFF or frames of an animation; 1 for other files.</param>
/// <param name="ColorPlanes">Number of color planes: 1 for gray, 3 for color; TIFF may have more.</param>
/// <param name="HasAlpha">True if there is an alpha plane or a transparent palette entry.</param>
/// <param name="BitsPerSample">Bits per decoded sample: 8 (also for 1, 2 and 4 stored bits), 16 or 32.</param>
/// <param name="IsFloat">True if samples are floating-point numbers.</param>
/// <param name="Orientation">Stored EXIF orientation, 1 to 8; 1 if not present.</param>
public sealed record ImageInfo(
    ImageFormat Format, int Width, int Height, int Pages, int ColorPlanes, bool HasAlpha, int BitsPerSample,
    bool IsFloat, int Orientation)
{
    /// <summary>Number of gray images in the samples of a pixel, each of which is a page; 1 for other files.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>True for numbered files that are read as one animation.</summary>
    public bool IsSequence { get; init; }

    /// <summary>The format whose compression the pixels have, such as JPEG in a TIFF; null for that of the
    /// file.</summary>
    internal ImageFormat? Compression { get; init; }

    /// <summary>True if the file is an animation of several frames.</summary>
    public bool IsAnimation =>
        Pages > 1 && (IsSequence || FormatDefinition.ForFormat(Format).Holds(FormatContent.Frames));

    /// <summary>Number of pixels.</summary>
    public long PixelCount => (long)Width * Height;
}
