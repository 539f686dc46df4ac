using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Areas of ink: <see cref="ExtendedDifference"/>, traced.</summary>
internal sealed class OutlineKind : DrawingKind
{
    public override string? Preset => "Ink";
    public override bool HasStrokes => true;
    public override bool FillsAreas => true;

    public override bool Draws(DotArtOptions options) =>
        options.Distribution == DotDistribution.Ink && (options.Lines.Outlines || !NeedsDots(options));

    public override long EstimateMemory(DotArtPlan plan, long dots) => (long)(100 * ExtendedDifference.PixelsOf(plan));

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var copy = Copy(image, ExtendedDifference.PixelsOf(plan), context);
        using var background = BackgroundPass.Find(copy, plan.Options.Background, input, context);
        using (context.Phases.Start("edges"))
        {
            var scale = (float)image.Width / copy.Width;
            var radius = (float)StrokeKind.PenWidth(plan, Pen.DefaultWidth) / 2 / scale;
            var ink = plan.Color ?? plan.Inks.Append(new Rgba32(0, 0, 0)).First();
            var strokes = ExtendedDifference.Outline(
                copy, ink, radius, plan.Options.Lines, background, context.MaxThreads, context.Cancellation);
            strokes.Scale(scale);
            return DotSet.ForStrokes(strokes);
        }
    }

    /// <summary>Returns true if pens fill the areas, or if options describe dots.</summary>
    private static bool NeedsDots(DotArtOptions options) =>
        options.Plot.Pens is not null || options.Plot.IsForPens(options.Format)
            || options
                is not { DotCount: null, Shape: DotShape.Circle, Pattern: DotPattern.Free, SingleLine: false,
                    PlotterOrder: false };
}
