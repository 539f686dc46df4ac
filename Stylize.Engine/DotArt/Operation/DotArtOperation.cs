using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.DotArt.Kinds;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Draws a photograph with dots by tone, or along edges and texture.</summary>
public sealed class DotArtOperation : DefinedOperation<DotArtOptions>
{
    private readonly DrawingKind _kind;

    /// <summary>Creates an operation with the options for all its runs.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public DotArtOperation(DotArtOptions options)
        : base(DotArtDefinition.Value, options) => _kind = DrawingKinds.For(options);

    /// <summary>True for a draft: see <see cref="DotQuality.Draft"/>.</summary>
    internal bool IsDraft { get; init; }

    /// <inheritdoc/>
    public override OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(DotArtOptions options)
    {
        // The names depend on the options alone, so the plan of any image has them.
        var plan = new DotArtPlan(options, DrawingKinds.For(options), 1, 1);
        return plan.Format.Outputs(".dots", options.Plot.Separate ? Plates.Suffixes(plan) : []);
    }

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var plan = new DotArtPlan(Options, _kind, input.Info.Width, input.Info.Height);
        var dots = Math.Min(
            Options.Plot.Taps ? PenCount.MostTaps(plan) : Options.DotCount ?? _kind.EstimateDots(plan),
            DotArtOptions.MaxDots);
        var drawn = plan.Format.Pixels is not null
            ? RasterCanvas.EstimateMemory(plan.Canvas.Width, plan.Canvas.Height) : 0;
        return (4 * plan.PixelCount) + Math.Max(_kind.EstimateMemory(plan, dots), drawn) + (200 * dots) + (1 << 20);
    }

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        var budget = new TimeBudget(watchLoad: Options.TargetTime is not null);
        input = input.Still(Options.Frame, context).With(_kind.Tone(Options));
        using var image = Decode(input, context);
        var plan = Plan(image, budget, context);
        context.Print(plan);
        plan.Options.Plot.Sheet.WarnOfUnits(context);
        context = context with { MaxThreads = plan.Threads };
        return _kind.Place(image, plan, input, context).HandedTo(dots =>
        {
            Misregistration.Apply(dots, plan);
            var drawing = Order(dots, plan, context);
            return new DotArtResult(dots, plan, Draw(dots, drawing, plan, context), budget.Elapsed, input, context);
        });
    }

    /// <summary>Returns the image, without a rim that would get marks.</summary>
    private Raster<Rgba32> Decode(ImageInput input, OperationContext context)
    {
        using var phase = context.Phases.Start("decode");
        var image = input.DecodeRgba(context);
        if (_kind.MarksRim)
        {
            var plan = new DotArtPlan(Options, _kind, image.Width, image.Height);
            var dots = Options.DotCount ?? ToneDistribution.DefaultCount(plan, plan.PixelCount);
            var spacing = Math.Sqrt((double)plan.PixelCount / dots);
            PictureRim.Find(image, spacing, spacing).Clear(image);
        }

        return image;
    }

    private DotArtPlan Plan(Raster<Rgba32> image, TimeBudget budget, OperationContext context)
    {
        var plan = new DotArtPlan(Options, _kind, image.Width, image.Height) { Threads = context.MaxThreads };
        if (ColorChoice.Find(plan, image) is { Pens: var pens, Palette: var palette }
            && (pens is not null || palette is not null))
        {
            plan = new DotArtPlan(
                Options, _kind, image.Width, image.Height, pens, palette) { Threads = context.MaxThreads };
        }

        return IsDraft && DotQuality.Draft(plan) is { } draft ? draft
            : Options.TargetTime is { } target ? budget.Lower(plan, target, image, context)
            : plan;
    }

    /// <summary>Recolors the dots, and orders them for pens or for a small file.</summary>
    private DotPicture Order(DotSet dots, DotArtPlan plan, OperationContext context)
    {
        using var phase = context.Phases.Start("order");
        ReportOrder(0);
        if (_kind.HasSolidDots && dots.Count == 0)
        {
            context.Warning?.Invoke($"The drawing is empty: {_kind.WhyEmpty(plan)}.");
        }

        if (_kind.HasSolidDots && Options.Inks.Separation == Separation.None)
        {
            DotColors.Apply(dots.Dots, plan);
        }

        var picture = new DotPicture(Outputs.SideSuffixes);
        if (plan.IsForPens)
        {
            PlotPlanner.ThinNarrowDots(dots, plan);
            return picture with { Plot = PlotPlanner.Create(dots, plan, context.Cancellation, ReportOrder) };
        }

        if (Options.SingleLine)
        {
            return picture with { Line = ColorLines.Join(dots, plan, context.Cancellation, ReportOrder) };
        }

        if (Options.PlotterOrder)
        {
            return picture with { Travel = DotOrder.Tour(dots, plan.Width, plan.Height, context.Cancellation) };
        }

        if (_kind.HasSolidDots)
        {
            DotOrder.ForSmallFile(dots, plan.Width, plan.Height, byColor: Options.Inks.HasScreens);
        }

        return picture;

        void ReportOrder(double share) => context.Progress?.Invoke(
            new OperationProgress(Options.SingleLine ? 0.17 + (0.68 * share) : 0.75, "order"));
    }

    /// <summary>Draws the dots if the format requires it.</summary>
    private DotPicture Draw(DotSet dots, DotPicture picture, DotArtPlan plan, OperationContext context)
    {
        if (plan.Format.Pixels is not null)
        {
            using (context.Phases.Start("draw"))
            {
                picture = picture with { Drawn = new DotDrawing(dots, plan, DrawingLabel.None).ToPixels(context) };
            }
        }

        picture.Plot?.Report(context, _kind.HasStrokes || Options.Plot.Taps
            ? "wider pens ({Pen}) or a smaller sheet ({PaperSize})"
            : "fewer dots ({DotCount}), wider pens ({Pen}) or a smaller sheet ({PaperSize})");
        context.Progress?.Invoke(new OperationProgress(1, "done"));
        return picture;
    }
}
