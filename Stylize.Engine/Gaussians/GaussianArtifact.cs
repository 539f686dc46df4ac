using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians;

/// <summary>A result that a delegate writes.</summary>
/// <param name="owned">Disposed of together with the result.</param>
internal sealed class GaussianArtifact(
    int width, int height, IReadOnlyList<KeyValuePair<string, object?>> summary, Action<Stream> write,
    IDisposable? owned = null) : IArtifact
{
    public int Width => width;
    public int Height => height;
    public IReadOnlyList<KeyValuePair<string, object?>> Summary => summary;

    public void Write(Stream target) => write(target);

    public void Dispose() => owned?.Dispose();
}
