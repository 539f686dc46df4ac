using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Gradient;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Dots along edges and texture: <see cref="GradientDistribution"/>.</summary>
internal sealed class GradientKind : DrawingKind
{
    /// <summary>Time of the analysis with adaptive sizing on one thread of the reference machine, in nanoseconds per
    /// pixel.</summary>
    public const double AnalysisTime = 5.5;

    // The same without adaptive sizing, and the rest at a low threshold and at the raised one.
    private const double PlainAnalysisTime = 2.5, SelectionTime = 14, RaisedSelectionTime = 10;
    private const float RaisedThreshold = 0.25f;

    public override bool HasPixelLengths => true;
    public override bool MarksRim => false;

    public override string WhyEmpty(DotArtPlan plan) =>
        Invariant($"no edge reaches {{{nameof(plan.DensityThreshold)}}}, which is {plan.DensityThreshold}");

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Gradient;

    public override long EstimateMemory(DotArtPlan plan, long dots) => 4 * plan.PixelCount;

    public override double EstimateTime(DotArtPlan plan) =>
        plan.PixelCount * ((plan.AdaptiveSizing ? AnalysisTime : PlainAnalysisTime)
            + (plan.DensityThreshold >= RaisedThreshold ? RaisedSelectionTime : SelectionTime));

    public override IEnumerable<DotArtPlan> Faster(DotArtPlan plan)
    {
        if (plan.AdaptiveSizing)
        {
            yield return plan =
                plan with { AdaptiveSizing = false, Lowered = [.. plan.Lowered, "adaptive sizing: off"] };
        }

        if (plan.DensityThreshold < RaisedThreshold)
        {
            yield return plan with { DensityThreshold = RaisedThreshold,
                Lowered = [.. plan.Lowered, "density threshold: 0.25"] };
        }
    }

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        if (!plan.Options.ScaleWithImage || image.PixelCount <= DotArtOptions.ReferencePixels)
        {
            return Select(image, plan, input, context);
        }

        using var copy = Copy(image, DotArtOptions.ReferencePixels, context);
        return Scaled(Select(copy, plan, input, context), copy, plan);
    }

    private static DotSet Select(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var strength = new Raster<ushort>(image.Width, image.Height);
        using (context.Phases.Start("analysis"))
        {
            RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
                StrengthPlane.Fill(image, strength, first, end, plan.AdaptiveSizing));
        }

        context.Progress?.Invoke(new OperationProgress(0.3, "background"));
        BackgroundPass.MarkTransparent(image, strength, context);
        if (BackgroundPass.IsWanted(plan.Options.Background, isUsual: !plan.Options.FillsAreas))
        {
            BackgroundPass.Mark(image, strength, plan.Options.Background, input, context);
        }

        context.Progress?.Invoke(new OperationProgress(0.5, "dots"));
        using (context.Phases.Start("dots"))
        {
            var gain = StrengthGain.Measure(strength, context.MaxThreads, context.Cancellation);
            var rule = GradientRule.FromPlan(plan) with { Gain = gain };
            if (plan.Options.FillsAreas)
            {
                FillAreas(image, strength, rule, context);
            }

            return plan.Options.Pattern == DotPattern.Free
                ? GradientDistribution.Place(image, strength, rule, plan.Options.DotCount, context)
                : PatternDistribution.Place(image, strength, rule, plan.Options.Pattern, plan.Options.DotCount);
        }
    }

    /// <summary>Raises the strength of a pixel to about its darkness, so that areas without edges get dots as well.
    /// Equal strengths would be placed row by row in strips, whose borders show in a sky.</summary>
    private static void FillAreas(
        Raster<Rgba32> image, Raster<ushort> strength, GradientRule rule, OperationContext context)
    {
        const float Spread = 0.15f;
        var ofGray = new float[256];
        for (var gray = 0; gray < ofGray.Length; gray++)
        {
            ofGray[gray] = (255 - gray) / 255f * StrengthPlane.One / rule.Gain;
        }

        RowBands.ForEachRow(image.Height, context.MaxThreads, context.Cancellation, y =>
        {
            var values = strength.Row(y);
            var pixels = image.Row(y);
            for (var x = 0; x < values.Length; x++)
            {
                // Pixels of the background are above all strengths.
                var darkness = ofGray[EncodedGray.FromColor(pixels[x] with { A = 255 })];
                var random = new PixelRandom(((long)y * values.Length) + x, rule.Seed);
                darkness = MathF.Min(darkness * (1 + (Spread * random.Signed(2))), StrengthPlane.One);
                values[x] = Math.Max(values[x], (ushort)darkness);
            }
        });
    }
}
