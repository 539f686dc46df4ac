using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>A model to be written as SVG.</summary>
/// <param name="file">Owned by the drawing.</param>
/// <param name="level">Share of the Gaussians to draw.</param>
internal sealed class GaussianDrawing(GaussianFile file, double level, int width, int height, CancellationToken cancellation) : IArtefact
{
    public int Width => width;

    public int Height => height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [new("Gaussians", file.DeclaredCount), new("Shown", Rendering.DetailLevel.Count(file.Model.Count, level))];

    public void Write(Stream target) => GaussianSvg.Write(file.Model, target, level, width, height, cancellation);

    public void Dispose() => file.Dispose();
}
