namespace Stylize.Engine.Gaussians;

/// <summary>A result that delegates write and draw.</summary>
/// <param name="draw">Draws the result, given the longer side of the picture in pixels.</param>
/// <param name="owned">Disposed of together with the result.</param>
internal sealed class GaussianArtifact(
    int width, int height, IReadOnlyList<KeyValuePair<string, object?>> summary, Action<Stream> write,
    Func<int, OperationContext, Raster<Rgba32>> draw, params IDisposable[] owned) : IArtifact
{
    public int Width => width;
    public int Height => height;
    public IReadOnlyList<KeyValuePair<string, object?>> Summary => summary;

    public IReadOnlyList<SideFile> SideFiles { get; init; } = [];

    public void Write(Stream target) => write(target);

    public Raster<Rgba32> Picture(int side, OperationContext context) => draw(side, context);

    public void Dispose() => Array.ForEach(owned, resource => resource.Dispose());
}
