namespace Stylize.Engine.Gaussians.Files;

/// <summary>A .g2d file that was read: its model and how the file keeps it. Disposing of it disposes of the model.</summary>
/// <param name="Model">The Gaussians, in the file's order.</param>
/// <param name="Profile">How precisely the file keeps them.</param>
/// <param name="Bytes">Length of the file in bytes.</param>
/// <param name="Layers">Gaussians and bytes of each layer that was read.</param>
/// <param name="DeclaredCount">Gaussians that the file has according to its header.</param>
/// <param name="Problem">Null where the whole file was read, else why the rest of it could not be.</param>
public sealed record GaussianFile(
    GaussianModel Model,
    GaussianProfile Profile,
    long Bytes,
    IReadOnlyList<GaussianLayer> Layers,
    int DeclaredCount,
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
/// <param name="Width">Width of the source in pixels.</param>
/// <param name="Height">Height of the source in pixels.</param>
/// <param name="Count">Number of Gaussians.</param>
/// <param name="Bytes">Length of the file in bytes.</param>
public readonly record struct GaussianFileSummary(int Width, int Height, int Count, long Bytes);
