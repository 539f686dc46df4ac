namespace Stylize.Engine.Imaging;

/// <summary>How an image is decoded, and the limits that are checked on its header before any pixel is.</summary>
public sealed record DecodeOptions
{
    /// <summary>The default limits, page 0.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>Page of a multi-page TIFF or frame of an animation, from 0.</summary>
    public int Page { get; init; }

    /// <summary>Most pixels of one page; default 268,435,456 (16384 x 16384).</summary>
    public long MaxPixels { get; init; } = 268_435_456;

    /// <summary>Longest side in pixels; default 1,000,000.</summary>
    public int MaxSide { get; init; } = 1_000_000;

    /// <summary>Most pages or frames of a file; default 10,000.</summary>
    public int MaxPages { get; init; } = 10_000;

    /// <summary>Largest file in bytes; default 4 GiB.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Throws OptionInvalid naming the field that is out of range.</summary>
    public void Validate()
    {
        if (Page < 0) throw StylizeException.Option(nameof(Page), Page, "0 or more");
        if (MaxPixels < 1) throw StylizeException.Option(nameof(MaxPixels), MaxPixels, "1 or more");
        if (MaxSide < 1) throw StylizeException.Option(nameof(MaxSide), MaxSide, "1 or more");
        if (MaxPages < 1) throw StylizeException.Option(nameof(MaxPages), MaxPages, "1 or more");
        if (MaxFileBytes < 1) throw StylizeException.Option(nameof(MaxFileBytes), MaxFileBytes, "1 or more");
    }
}
