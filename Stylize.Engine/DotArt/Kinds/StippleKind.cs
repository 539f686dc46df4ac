using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>Dots that draw tone by their number and size: <see cref="ToneDistribution"/>.</summary>
internal abstract class StippleKind : DrawingKind
{
    // Nanoseconds on one thread of the reference machine: per pixel, per pixel and round of relaxation, and per dot.
    private const double PixelTime = 6, RoundTime = 7, DotTime = 4000;
    private const long BytesPerPixel = 50, MinPixelsPerDot = 14, MaxPixelsPerDot = 40;

    public override bool IsStippled => true;

    public override long EstimateDots(DotArtPlan plan) => ToneDistribution.DefaultCount(plan, plan.PixelCount);

    public override long EstimateMemory(DotArtPlan plan, long dots) => BytesPerPixel * InkPlane.PixelsPerDot * dots;

    public override double EstimateTime(DotArtPlan plan)
    {
        var dots = plan.Options.DotCount ?? EstimateDots(plan);
        var working = Math.Clamp(plan.PixelCount, MinPixelsPerDot * dots, MaxPixelsPerDot * dots);
        return (plan.PixelCount * PixelTime) + (working * RoundTime * plan.Rounds) + (dots * DotTime);
    }

    public override IEnumerable<DotArtPlan> Faster(DotArtPlan plan)
    {
        for (var rounds = plan.Rounds - 1; rounds >= DotArtPlan.MinRounds; rounds--)
        {
            yield return plan with { Rounds = rounds, Lowered = [.. plan.Lowered, $"relaxation rounds: {rounds}"] };
        }
    }
}

/// <summary>Tone, in the colors of the image or in inks that are stippled together.</summary>
internal class ToneKind : StippleKind
{
    /// <summary>Local contrast of a line in percent, because its coarse structure hides weak details.</summary>
    private const double LineContrast = 75;

    public override bool DrawsTone => true;

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Tone;

    public override ToneOptions Tone(DotArtOptions options) =>
        options.SingleLine ? options.Tone.WithUsualContrast(LineContrast) : options.Tone;

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        var options = plan.Options;
        using var background = BackgroundPass.Find(image, options.Background, input, context);
        if (options.Inks.Separation == Separation.None)
        {
            var hasOwnColors = options is { AllowOverlap: true, SingleLine: false } && plan.Palette is null;
            var scale = new InkScale(options.ToneCurve, plan.PaperOrWhite, plan.Color, hasOwnColors: hasOwnColors);
            return new ToneDistribution(image, scale, plan, background, context).Place();
        }

        var mixture = new InkMixture(plan.PaperOrWhite, plan.Inks, options.ToneCurve, options.Inks.KeepBlack);
        var mixed = new InkScale(options.ToneCurve, plan.PaperOrWhite, null, mixture);
        var dots = new ToneDistribution(image, mixed, plan, background, context).Place();
        using (context.Phases.Start("inks"))
        {
            InkAssignment.Apply(dots, mixture, image.Width, image.Height, context.Cancellation);
        }

        return dots;
    }
}

/// <summary>Tone in halftone screens, one for each ink: <see cref="HalftoneScreens"/>.</summary>
internal sealed class ScreenKind : ToneKind
{
    public override bool Draws(DotArtOptions options) =>
        base.Draws(options) && options.Inks is { HasScreens: true, Separation: not Separation.None };

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var background = BackgroundPass.Find(image, plan.Options.Background, input, context);
        using (context.Phases.Start("screens"))
        {
            return HalftoneScreens.Place(image, plan, background, context.Cancellation);
        }
    }
}

/// <summary>Dark areas and edges in one ink: <see cref="ExtendedDifference"/>, stippled.</summary>
internal sealed class InkKind : StippleKind
{
    public override string? Preset => "Ink";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Ink;

    public override DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context)
    {
        using var copy = Copy(image, ExtendedDifference.PixelsOf(plan), context, ResampleFilter.Lanczos3);
        using var background = BackgroundPass.Find(copy, plan.Options.Background, input, context);
        var ink = plan.Color ?? new Rgba32(0, 0, 0);
        using (context.Phases.Start("edges"))
        {
            ExtendedDifference.Draw(
                copy, ink, plan.PaperOrWhite, plan.Options.Lines, context.MaxThreads, context.Cancellation);
        }

        var scale = new InkScale(ToneCurve.Encoded, plan.PaperOrWhite, ink);
        return Scaled(new ToneDistribution(copy, scale, plan, background, context).Place(), copy, plan);
    }
}
