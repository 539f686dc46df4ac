namespace Stylize.Engine.Imaging;

/// <summary>How much work a lossless encoder puts into size.</summary>
public enum LosslessCompression
{
    /// <summary>No compression where the format has that choice.</summary>
    None,

    /// <summary>The best size for little time.</summary>
    Fast,

    /// <summary>The smallest file.</summary>
    Smallest,
}

/// <summary>How an image is encoded.</summary>
/// <param name="Format">The target format; one that the codec writes.</param>
public sealed record EncodeOptions(ImageFormat Format)
{
    /// <summary>Quality of JPEG, lossy WebP and AVIF, 1 to 100.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>True for lossless WebP.</summary>
    public bool Lossless { get; init; }

    /// <summary>Work put into PNG and TIFF compression.</summary>
    public LosslessCompression Compression { get; init; } = LosslessCompression.Fast;

    /// <summary>Colors of an indexed PNG or of a GIF, at most 256, or null for true color (GIF: for colors that fit each frame). Every
    /// pixel must be one of them.</summary>
    public IReadOnlyList<Rgba32>? IndexedColors { get; init; }

    /// <summary>How often an animation is played, 0 to 65535; 0, the default, for ever.</summary>
    public int LoopCount { get; init; }

    /// <summary>What the file shall carry beside its pixels; by default nothing.</summary>
    public ImageMetadata Metadata { get; init; } = ImageMetadata.None;
}
