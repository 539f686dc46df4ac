namespace Stylize.Engine.Imaging;

/// <summary>Effort of lossless compression.</summary>
public enum LosslessCompression
{
    /// <summary>No compression, if the format allows it.</summary>
    None,

    /// <summary>Good compression in little time.</summary>
    Fast,

    /// <summary>The smallest file.</summary>
    Smallest,
}

/// <summary>Options of encoding.</summary>
/// <param name="Format">The target format, which the codec must be able to write.</param>
public sealed record EncodeOptions(ImageFormat Format)
{
    /// <summary>Number of colors that an index of a byte can name.</summary>
    internal const int MaxIndexedColors = 256;

    /// <summary>Maximum number of opaque colors of a GIF; one more is transparent.</summary>
    internal const int MaxGifColors = MaxIndexedColors - 1;

    /// <summary>Quality of JPEG, lossy WebP and AVIF, 1 to 100.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>True for lossless WebP.</summary>
    public bool Lossless { get; init; }

    /// <summary>Compression of PNG and TIFF.</summary>
    public LosslessCompression Compression { get; init; } = LosslessCompression.Fast;

    /// <summary>Colors of an indexed PNG, an indexed Aseprite file or a GIF, at most 256, which must include the color
    /// of every pixel; null for true color (GIF: a palette for each frame).</summary>
    public IReadOnlyList<Rgba32>? IndexedColors { get; init; }

    /// <summary>Number of times that an animation is played, 0 to 65535; 0, the default, is infinite.</summary>
    public int LoopCount { get; init; }

    /// <summary>Named parts of an animation, which only Aseprite files store.</summary>
    public IReadOnlyList<FrameTag> Tags { get; init; } = [];

    /// <summary>Number of pixels per meter of a PNG, JPEG or TIFF, for printing at its physical size; null, the
    /// default, for an image without one. JPEG and TIFF state whole pixels per inch if these are meant.</summary>
    public int? PixelsPerMeter { get; init; }

    /// <summary>Metadata to store in the file; empty by default.</summary>
    public ImageMetadata Metadata { get; init; } = ImageMetadata.None;

    /// <summary>Returns pixels per inch: a whole number if a whole number of pixels per meter was rounded from
    /// it.</summary>
    internal static double PerInch(double perMeter)
    {
        var inch = perMeter * 0.0254;
        return Math.Abs(inch - Math.Round(inch)) <= 0.0254 / 2 ? Math.Round(inch) : inch;
    }

    /// <exception cref="StylizeException">OptionInvalid: the list is empty, or longer than an index can
    /// name.</exception>
    internal static IReadOnlyList<Rgba32> RequireIndexed(IReadOnlyList<Rgba32> colors) =>
        colors.Count is > 0 and <= MaxIndexedColors ? colors : throw StylizeException.Option(
            nameof(IndexedColors), $"a list of {colors.Count} colors", $"a list of 1 to {MaxIndexedColors} colors");

    /// <summary>Returns the failure of an image with a color that is not in <see cref="IndexedColors"/>.</summary>
    internal static StylizeException NotIndexed(Rgba32 color) => StylizeException.Option(
        nameof(IndexedColors), $"without {color.ToHex()} (alpha {color.A}), which the image has",
        "a list of every color of the image");
}
