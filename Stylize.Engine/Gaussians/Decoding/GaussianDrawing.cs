using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>A model that is written as SVG.</summary>
/// <param name="file">Owned by the drawing.</param>
/// <param name="level">Share of the Gaussians to draw, above 0 to 1.</param>
/// <param name="width">Width of the drawing in pixels.</param>
/// <param name="height">Height of the drawing in pixels.</param>
/// <param name="context">Ends the writing, and says how the drawing is made.</param>
internal sealed class GaussianDrawing(GaussianFile file, double level, int width, int height, OperationContext context) : IArtefact
{
    public int Width => width;

    public int Height => height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [new("Gaussians", file.DeclaredCount), new("Shown", Rendering.DetailLevel.Count(file.Model.Count, level))];

    public void Write(Stream target) =>
        GaussianSvg.Write(file.Model, target, level, width, height, context.Provenance, context.Cancellation);

    public void Dispose() => file.Dispose();
}
