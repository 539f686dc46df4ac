using Stylize.Engine.DotArt.Edges;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Strokes along the edge tangent flow: <see cref="Streamlines"/>.</summary>
internal sealed class FlowKind : StrokeKind
{
    public override string? Preset => "Flow";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Flow;

    protected override TangentField Field(Raster<Rgba32> copy, OperationContext context) =>
        TangentField.FromImage(copy, context.MaxThreads, context.Cancellation);

    /// <inheritdoc/>
    /// <param name="angle">Angle between the strokes and the edges in degrees, counterclockwise.</param>
    protected override void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads) =>
        new Streamlines(target, target.Field!, angle, swells: !IsForPens(plan)).Draw();
}
