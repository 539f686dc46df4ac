using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>A .g2d file after reading: its model and properties of the file. Owns the model.</summary>
/// <param name="Model">The Gaussians, in the file's order.</param>
/// <param name="Profile">Profile of the file, which determines its precision.</param>
/// <param name="Bytes">Size of the file in bytes.</param>
/// <param name="Layers">The layers that were read.</param>
/// <param name="DeclaredCount">Number of Gaussians according to the header.</param>
/// <param name="Problem">Why part of the file could not be read; null if the whole file was read.</param>
public sealed record GaussianFile(
    GaussianModel Model, GaussianProfile Profile, long Bytes, IReadOnlyList<GaussianLayer> Layers, int DeclaredCount,
    string? Problem) : IDisposable
{
    /// <summary>The version of each profile that this build writes and reads.</summary>
    public static int ProfileVersion => GaussianFileHeader.ProfileVersion;

    /// <summary>True if the whole file was read.</summary>
    public bool IsComplete => Problem is null;

    /// <summary>Disposes of the model.</summary>
    public void Dispose() => Model.Dispose();
}

/// <summary>One layer of a file.</summary>
/// <param name="Count">Number of Gaussians.</param>
/// <param name="Bytes">Size of its chunks in bytes, including lengths, types and checksums.</param>
/// <param name="End">File position after the layer. A file truncated there still shows the layer.</param>
public readonly record struct GaussianLayer(int Count, int Bytes, long End);

/// <summary>The header of a .g2d file, and the size of the file in bytes.</summary>
/// <param name="Count">Number of Gaussians; of an animation, the largest number of a frame.</param>
public readonly record struct GaussianFileSummary(int Width, int Height, int Count, long Bytes)
{
    /// <summary>Number of frames of an animation; 0 for a single picture.</summary>
    public int Frames { get; init; }
}

/// <summary>Options of reading a .g2d file.</summary>
public sealed record GaussianReadOptions
{
    /// <summary>The defaults: complete files only, one thread.</summary>
    public static GaussianReadOptions Default { get; } = new();

    /// <summary>True to read the intact part of a truncated or damaged file instead of failing. The header must be
    /// intact.</summary>
    public bool AllowPrefix { get; init; }

    /// <summary>The region needed: Gaussians that do not reach it may be left out. Null for the whole
    /// picture.</summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>Largest number of Gaussians accepted.</summary>
    public int MaxCount { get; init; } = 1 << 26;

    /// <summary>Largest file accepted, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Threads to use, 1 or more.</summary>
    public ThreadGrant MaxThreads { get; init; }
}
