using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>A .g2d file that was read: its model and how the file keeps it. Disposing of it disposes of the model.</summary>
/// <param name="Model">The Gaussians, in the file's order.</param>
/// <param name="Profile">How precisely the file keeps them.</param>
/// <param name="Bytes">Length of the file in bytes.</param>
/// <param name="Layers">Gaussians and bytes of each layer that was read.</param>
/// <param name="DeclaredCount">Gaussians that the file has according to its header.</param>
/// <param name="Problem">Null where the whole file was read, else why the rest of it could not be.</param>
public sealed record GaussianFile(
    GaussianModel Model, GaussianProfile Profile, long Bytes, IReadOnlyList<GaussianLayer> Layers, int DeclaredCount,
    string? Problem) : IDisposable
{
    /// <summary>True where the whole file was read.</summary>
    public bool IsComplete => Problem is null;

    /// <summary>Disposes of the model.</summary>
    public void Dispose() => Model.Dispose();
}

/// <summary>One layer of a file.</summary>
/// <param name="Count">Gaussians of the layer.</param>
/// <param name="Bytes">Bytes of its chunks, lengths, types and checksums included.</param>
/// <param name="End">Bytes from the file's beginning to the layer's end: a file cut there still shows this layer.</param>
public readonly record struct GaussianLayer(int Count, int Bytes, long End);

/// <summary>What the header of a .g2d file says.</summary>
public readonly record struct GaussianFileSummary(int Width, int Height, int Count, long Bytes);

/// <summary>How a .g2d file is read.</summary>
public sealed record GaussianReadOptions
{
    /// <summary>The defaults: whole files only, one thread.</summary>
    public static GaussianReadOptions Default { get; } = new();

    /// <summary>True to read the intact part of a cut or damaged file, instead of failing. The header must be intact.</summary>
    public bool AllowPrefix { get; init; }

    /// <summary>The part of the picture that is enough: Gaussians that do not reach it may be left out. Null for all.</summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>Largest number of Gaussians accepted.</summary>
    public int MaxCount { get; init; } = 1 << 26;

    /// <summary>Largest file accepted, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Threads to use, 1 or more.</summary>
    public ThreadGrant MaxThreads { get; init; }
}
