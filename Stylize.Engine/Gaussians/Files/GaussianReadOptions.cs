namespace Stylize.Engine.Gaussians.Files;

/// <summary>How a .g2d file is read.</summary>
public sealed record GaussianReadOptions
{
    /// <summary>The default: whole files only.</summary>
    public static GaussianReadOptions Default { get; } = new();

    /// <summary>True to give the Gaussians of the intact layers of a file that is cut short or damaged further on, instead of an error. The header must be intact.</summary>
    public bool AllowPrefix { get; init; }

    /// <summary>Most Gaussians.</summary>
    public int MaxCount { get; init; } = 1 << 26;

    /// <summary>Largest file in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Threads to read with.</summary>
    public int MaxThreads { get; init; } = 1;
}
