namespace Stylize.Engine.Gaussians.Files;

/// <summary>A .g2d file that has been read: the model and how the file keeps it. Disposing it disposes the model.</summary>
/// <param name="Model">The Gaussians; their order is the file's.</param>
/// <param name="Profile">How finely they are kept.</param>
/// <param name="ProfileVersion">Version of the profile's coding.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Layers">Gaussians and bytes of each layer that was read.</param>
/// <param name="DeclaredCount">Gaussians that the header promises.</param>
/// <param name="Problem">Why the model is only a prefix; null where the file is whole.</param>
public sealed record GaussianFile(
    GaussianModel Model,
    GaussianProfile Profile,
    int ProfileVersion,
    long Bytes,
    IReadOnlyList<GaussianLayer> Layers,
    int DeclaredCount,
    string? Problem) : IDisposable
{
    /// <summary>True where every Gaussian was read and the end was seen.</summary>
    public bool IsComplete => Problem is null;

    public void Dispose() => Model.Dispose();
}

/// <param name="Count">Gaussians of the layer.</param>
/// <param name="Bytes">Bytes of its chunk, framing included.</param>
public readonly record struct GaussianLayer(int Count, int Bytes);
