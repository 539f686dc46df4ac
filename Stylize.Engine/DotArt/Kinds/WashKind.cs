using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Washes;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Translucent discs with wet edges: <see cref="WashDistribution"/>.</summary>
internal sealed class WashKind : DrawingKind
{
    public override string? Preset => "Watercolor";
    public override bool HasWetEdges => true;

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Wash;

    public override long EstimateMemory(DotArtPlan plan, long dots) => 40 * WashDistribution.PlanePixels;

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var copy = Copy(image, WashDistribution.PlanePixels, context, ResampleFilter.Box);
        using var background = BackgroundPass.Find(copy, plan.Options.Background, input, context);
        using (context.Phases.Start("washes"))
        {
            return Scaled(
                new WashDistribution(copy, background, plan, context).Place(plan.Options.DotCount), copy, plan);
        }
    }
}
