namespace Stylize.Engine.Imaging;

/// <summary>Options of decoding, and limits that are checked on the header before any pixel is decoded.</summary>
public sealed record DecodeOptions
{
    /// <summary>The default limits, and page 0.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>Page of a TIFF or frame of an animation, counted from 0.</summary>
    public int Page { get; init; }

    /// <summary>Maximum number of pixels of a page. The default is 268,435,456 (16384 x 16384).</summary>
    public long MaxPixels { get; init; } = 268_435_456;

    /// <summary>Maximum side in pixels. The default is 1,000,000.</summary>
    public int MaxSide { get; init; } = 1_000_000;

    /// <summary>Maximum number of pages or frames of a file, except ND2 and CZI. The default is 10,000.</summary>
    public int MaxPages { get; init; } = 10_000;

    /// <summary>Maximum size of a file in bytes, except ND2 and CZI, of which only the planes in use are read. The
    /// default is 4 GiB.
    /// </summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Receives a sentence on damaged data that can be decoded nevertheless, so that some pixels may be wrong.
    /// May be called for each decoding, from any thread. The default, null, refuses such data.</summary>
    public Action<string>? Damaged { get; init; }

    /// <summary>Receives a sentence on something that a file declares and that pixels do not follow, or not exactly.
    /// May be called for each decoding, from any thread.</summary>
    public Action<string>? Noted { get; init; }

    /// <summary>True for pixels that are measured: the orientation of a TIFF, which only turns its display, is not
    /// applied, and previews of other files are refused. The default is false.</summary>
    public bool IsMeasured { get; init; }

    /// <exception cref="StylizeException">OptionInvalid: a value is out of range.</exception>
    public void Validate()
    {
        if (Page < 0) throw StylizeException.Option(nameof(Page), Page, "0 or more");
        if (MaxPixels < 1) throw StylizeException.Option(nameof(MaxPixels), MaxPixels, "1 or more");
        if (MaxSide < 1) throw StylizeException.Option(nameof(MaxSide), MaxSide, "1 or more");
        if (MaxPages < 1) throw StylizeException.Option(nameof(MaxPages), MaxPages, "1 or more");
        if (MaxFileBytes < 1) throw StylizeException.Option(nameof(MaxFileBytes), MaxFileBytes, "1 or more");
    }
}
