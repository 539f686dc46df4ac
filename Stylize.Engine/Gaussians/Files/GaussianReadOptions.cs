using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>How a .g2d file is read.</summary>
public sealed record GaussianReadOptions
{
    /// <summary>The defaults: whole files only, one thread.</summary>
    public static GaussianReadOptions Default { get; } = new();

    /// <summary>
    /// True to read the intact layers of a file that is cut short or damaged further on, instead of failing, and of a compact file the
    /// first Gaussians of a layer that is cut. The header must be intact.
    /// </summary>
    public bool AllowPrefix { get; init; }

    /// <summary>
    /// A part of the picture that is enough: Gaussians that do not reach into it may be left out, as far as the file tells without decoding
    /// them. Null for all.
    /// </summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>Largest number of Gaussians accepted.</summary>
    public int MaxCount { get; init; } = 1 << 26;

    /// <summary>Largest file accepted, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Threads to use, 1 or more.</summary>
    public ThreadGrant MaxThreads { get; init; }
}
