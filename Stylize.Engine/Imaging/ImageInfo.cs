namespace Stylize.Engine.Imaging;

/// <summary>What the header of an image file says, without decoding its pixels.</summary>
/// <param name="Format">The file's format, by content and not by name.</param>
/// <param name="Width">Pixels in a row, after the EXIF orientation is applied.</param>
/// <param name="Height">Rows, after the EXIF orientation is applied.</param>
/// <param name="Pages">Pages of a TIFF or frames of an animation; 1 for others.</param>
/// <param name="ColorPlanes">1 for gray, 3 for color; TIFF may have more.</param>
/// <param name="HasAlpha">True where there is an alpha plane or a transparent palette entry.</param>
/// <param name="BitsPerSample">8, 16 or 32 as decoded (1, 2 and 4 bits are 8).</param>
/// <param name="IsFloat">True where samples are floating point.</param>
/// <param name="Orientation">EXIF orientation 1 to 8 as stored; 1 where there is none.</param>
public sealed record ImageInfo(
    ImageFormat Format, int Width, int Height, int Pages, int ColorPlanes, bool HasAlpha, int BitsPerSample, bool IsFloat,
    int Orientation)
{
    /// <summary>True for numbered files that are read as one animation.</summary>
    public bool IsSequence { get; init; }

    /// <summary>True where the pages are the frames of an animation, and there are several.</summary>
    public bool IsAnimation => Pages > 1 && (IsSequence || FormatDefinition.Of(Format).Holds(FormatContent.Frames));

    /// <summary>Width times height.</summary>
    public long PixelCount => (long)Width * Height;
}
