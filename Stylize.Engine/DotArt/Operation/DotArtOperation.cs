using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Inks;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.DotArt.Strokes;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Draws a photograph with dots by tone, or along edges and texture.</summary>
public sealed class DotArtOperation : IOperation
{
    /// <summary>The command-line name of the operation.</summary>
    public const string OperationName = "dot-art";

    /// <summary>The version of the operation's output.</summary>
    public const int OperationVersion = 4;

    /// <summary>Creates an operation with the options for all its runs.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public DotArtOperation(DotArtOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options for all runs.</summary>
    public DotArtOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <summary>True for a draft: see <see cref="DotQuality.Draft"/>.</summary>
    internal bool IsDraft { get; init; }

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(DotArtOptions options) =>
        DrawingFormatDefinition.Of(options.Format).Outputs(".dots", options.Plot.Separate ? Plates.Suffixes(options) : []);

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var pixels = input.Info.PixelCount;
        var defaultCount = Options.IsStippled ? ToneDistribution.DefaultCount(Options, pixels) : pixels / 80;
        var most = Options.Plot.Taps ? PenCount.MostTaps(Options, input.Info.Width, input.Info.Height) : Options.DotCount ?? defaultCount;
        var dots = Math.Min(most, DotArtOptions.MaxDots);
        var canvas = DotCanvas.Of(Options, input.Info.Width, input.Info.Height);
        var working = Options.Distribution switch
        {
            _ when Options.HasOutlines => (long)(100 * ExtendedDifference.PixelsOf(Options, input.Info.Width, input.Info.Height)),
            DotDistribution.Tone or DotDistribution.Ink => 50 * 20 * dots,
            DotDistribution.Wash => 40 * WashDistribution.PlanePixels,
            DotDistribution.Gradient => 4 * pixels,
            _ => (long)(100 * StrokeDistribution.PixelsOf(Options, input.Info.Width, input.Info.Height)),
        };
        var hasPixels = DrawingFormatDefinition.Of(Options.Format).Pixels is not null;
        var drawn = hasPixels ? DotRasterizer.EstimateMemory(canvas.Width, canvas.Height) : 0;
        return (4 * pixels) + Math.Max(working, drawn) + (200 * dots) + (1 << 20);
    }

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        input = input.Still(Options.Frame).With(Options.ToneOrDefault);
        var budget = new TimeBudget(watchLoad: Options.TargetTime is not null);
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
            if (Options.Distribution != DotDistribution.Gradient)
            {
                var dots = Options.DotCount ?? ToneDistribution.DefaultCount(Options, image.PixelCount);
                var spacing = Math.Sqrt((double)image.PixelCount / dots);
                PictureRim.Find(image, spacing, spacing).Clear(image);
            }
        }

        using (image)
        {
            var options = ColorChoice.Apply(Options, image);
            var quality = IsDraft && DotQuality.Draft(options, context.MaxThreads) is { } draft ? draft
                : options.TargetTime is { } target ? budget.Choose(options, target, image, context)
                : DotQuality.Full(options, context.MaxThreads);
            var run = context with { MaxThreads = quality.Threads };
            var dots = Place(image, quality, input, run);
            try
            {
                Misregistration.Apply(dots, Plates.Inks(options), options, image.Width, image.Height);
                return Finish(dots, image, quality, input, budget, run);
            }
            catch
            {
                dots.Dispose();
                throw;
            }
        }
    }

    private static DotSet Place(Raster<Rgba32> image, DotQuality quality, ImageInput? input, OperationContext context)
    {
        var options = ForInks(quality.Options);
        if (options.Distribution == DotDistribution.Gradient)
        {
            return !options.ScaleWithImage || image.PixelCount <= DotArtOptions.ReferencePixels
                ? PlaceGradient(image, options, input, context)
                : PlaceCopy(image, options, DotArtOptions.ReferencePixels, context,
                    reduced => PlaceGradient(reduced, options, input, context));
        }

        if (options.Distribution == DotDistribution.Wash)
        {
            return PlaceCopy(image, options, WashDistribution.PlanePixels, context, plane => PlaceWash(plane, options, input, context));
        }

        if (options.HasOutlines) return PlaceOutlines(image, options, input, context);

        if (options.HasStrokes) return PlaceStrokes(image, options, input, context);

        if (options.Distribution == DotDistribution.Ink)
        {
            return PlaceCopy(
                image, options, ExtendedDifference.PixelsOf(options, image.Width, image.Height), context,
                copy => PlaceInk(copy, options, quality.Rounds, input, context), ResampleFilter.Lanczos3);
        }

        using var background = Background(image, options, input, context);
        return options.Inks.Separation == Separation.None
            ? new ToneDistribution(image, options, background, quality.Rounds, context).Place()
            : PlaceInks(image, options, background, quality.Rounds, context);
    }

    /// <summary>Places dots on a copy of the image with another number of pixels, and scales them to the image.</summary>
    /// <param name="enlarging">Filter of a copy that is larger than the image.</param>
    private static DotSet PlaceCopy(
        Raster<Rgba32> image, DotArtOptions options, double pixels, OperationContext context, Func<Raster<Rgba32>, DotSet> place,
        ResampleFilter enlarging = ResampleFilter.Box)
    {
        using var copy = Copy(image, pixels, context, enlarging);
        var dots = place(copy);
        dots.Scale((float)image.Width / copy.Width, (float)image.Height / copy.Height, options.Precision);
        return dots;
    }

    private static DotSet PlaceWash(Raster<Rgba32> plane, DotArtOptions options, ImageInput? input, OperationContext context)
    {
        using var background = Background(plane, options, input, context);
        using (context.Phases.Start("washes"))
        {
            return new WashDistribution(plane, background, options, context).Place(options.DotCount);
        }
    }

    /// <summary>Traces the areas of a drawing in ink.</summary>
    private static DotSet PlaceOutlines(Raster<Rgba32> image, DotArtOptions options, ImageInput? input, OperationContext context)
    {
        using var copy = Copy(image, ExtendedDifference.PixelsOf(options, image.Width, image.Height), context);
        using var background = Background(copy, options, input, context);
        using (context.Phases.Start("edges"))
        {
            var scale = (float)image.Width / copy.Width;
            var radius = (float)StrokeDistribution.LineWidth(options with { Lines = new() }, image.Width, image.Height) / 2 / scale;
            var ink = options.Color ?? Plates.Inks(options).Append(new Rgba32(0, 0, 0)).First();
            var strokes = ExtendedDifference.Outline(copy, ink, radius, options, background, context.MaxThreads, context.Cancellation);
            strokes.Scale(scale);
            return strokes.ToDots();
        }
    }

    /// <summary>Draws lines on a copy of the image.</summary>
    private static DotSet PlaceStrokes(Raster<Rgba32> image, DotArtOptions options, ImageInput? input, OperationContext context)
    {
        using var copy = Copy(image, StrokeDistribution.PixelsOf(options, image.Width, image.Height), context);
        using var background = Background(copy, options, input, context);
        using (context.Phases.Start("lines"))
        {
            var inks = Plates.Inks(options);
            return StrokeDistribution.Draw(
                copy, image.Width, image.Height, inks.Count > 0 ? inks : [new Rgba32(0, 0, 0)], options, background, context).ToDots();
        }
    }

    /// <summary>Returns the image with a different number of pixels: means of its pixels, or an enlargement.</summary>
    private static Raster<Rgba32> Copy(
        Raster<Rgba32> image, double pixels, OperationContext context, ResampleFilter enlarging = ResampleFilter.Lanczos3)
    {
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, Math.Sqrt(pixels / image.PixelCount));
        var filter = pixels > image.PixelCount ? enlarging : ResampleFilter.Box;
        return Resampler.Resize(image, width, height, filter, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Returns the background of an image; null if it is not needed. The caller owns it.</summary>
    private static Raster<ushort>? Background(Raster<Rgba32> image, DotArtOptions options, ImageInput? input, OperationContext context) =>
        HasBackground(options, false) ? new Raster<ushort>(image.Width, image.Height, clear: true).FilledBy(
            background => BackgroundPass.Mark(image, background, options.Background, input, context)) : null;

    /// <summary>Draws the image in ink and stipples the drawing.</summary>
    /// <param name="image">The image, which is overwritten.</param>
    private static DotSet PlaceInk(
        Raster<Rgba32> image, DotArtOptions options, int rounds, ImageInput? input, OperationContext context)
    {
        using var background = Background(image, options, input, context);
        var ink = options.Color ?? new Rgba32(0, 0, 0);
        using (context.Phases.Start("edges"))
        {
            ExtendedDifference.Draw(image, ink, options, context.MaxThreads, context.Cancellation);
        }

        var drawn = options with { Color = ink, ToneCurve = ToneCurve.Encoded };
        return new ToneDistribution(image, drawn, background, rounds, context).Place();
    }

    /// <summary>Places the dots of several inks, on screens or stippled together.</summary>
    private static DotSet PlaceInks(
        Raster<Rgba32> image, DotArtOptions options, Raster<ushort>? background, int rounds, OperationContext context)
    {
        var inks = Plates.Inks(options);
        if (options.Inks.HasScreens)
        {
            using (context.Phases.Start("screens"))
            {
                return HalftoneScreens.Place(image, inks, options, background, context.Cancellation);
            }
        }

        var mixture = new InkMixture(options.PaperOrWhite, inks, options.ToneCurve, options.Inks.KeepBlack);
        var dots = new ToneDistribution(image, options, background, rounds, context, mixture).Place();
        using (context.Phases.Start("inks"))
        {
            InkAssignment.Apply(
                dots, mixture, !options.Plot.IsForPens(options.Format), image.Width, image.Height, context.Cancellation);
        }

        return dots;
    }

    private static DotSet PlaceGradient(Raster<Rgba32> image, DotArtOptions options, ImageInput? input, OperationContext context)
    {
        using var strength = new Raster<ushort>(image.Width, image.Height);
        using (context.Phases.Start("analysis"))
        {
            RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation,
                (_, first, end) => StrengthPlane.Fill(image, strength, first, end, options.AdaptiveSizing, options.SaturateGradient));
        }

        context.Progress?.Invoke(new OperationProgress(0.3, "background"));
        BackgroundPass.MarkTransparent(image, strength, context);
        if (HasBackground(options, true))
        {
            BackgroundPass.Mark(image, strength, options.Background, input, context);
        }

        context.Progress?.Invoke(new OperationProgress(0.5, "dots"));
        using (context.Phases.Start("dots"))
        {
            var rule = GradientRule.From(options);
            if (!options.SaturateGradient)
            {
                rule = rule with { Gain = StrengthGain.Of(strength, context.MaxThreads, context.Cancellation) };
            }

            return options.Pattern == DotPattern.Free
                ? GradientDistribution.Place(image, strength, rule, options.DotCount, context)
                : PatternDistribution.Place(image, strength, rule, options.Pattern, options.DotCount);
        }
    }

    private static bool HasBackground(DotArtOptions options, bool byDefault) =>
        options.Background.MaskPath is not null
        || options.Background.Use == BackgroundUse.Detect
        || (byDefault && options.Background.Use == BackgroundUse.Auto);

    /// <summary>Returns the pens of a drawing; empty if the output is not for a plotter.</summary>
    private static IReadOnlyList<Pen> PensOf(DotArtOptions options) => options.Plot.IsForPens(options.Format) ? Plates.Of(options) : [];

    /// <summary>Returns the options with the colors of the pens as color or palette of the dots.</summary>
    private static DotArtOptions ForInks(DotArtOptions options)
    {
        Rgba32[] colors = [.. (options.Plot.Pens ?? PensOf(options)).Select(pen => pen.Color).Distinct()];
        if (options.SingleLine && colors.Length == 0 && options.Palette is not { Count: > 1 })
        {
            return options with { Color = options.Color ?? options.Palette?[0] ?? new Rgba32(0, 0, 0), Palette = null };
        }

        return colors.Length == 0 || options.Inks.Separation != Separation.None ? options
            : colors.Length == 1 ? options with { Color = colors[0], Palette = null }
            : options with { Palette = colors };
    }

    /// <summary>Recolors and orders the dots, and draws them if the format requires it.</summary>
    private DotArtResult Finish(
        DotSet dots, Raster<Rgba32> image, DotQuality quality, ImageInput input, TimeBudget budget, OperationContext context)
    {
        var options = ForInks(quality.Options);
        var (width, height) = (image.Width, image.Height);
        double? travel = null;
        PlotDrawing? plot = null;
        double? line = null;
        using (context.Phases.Start("order"))
        {
            ReportOrder(0);
            if (options.Inks.Separation == Separation.None && options.Distribution != DotDistribution.Wash && !options.HasStrokes)
            {
                DotColors.Apply(dots.Dots, options);
            }

            var pens = PensOf(options);
            if (pens.Count > 0)
            {
                PlotPlanner.ThinNarrowDots(dots, width, height, pens, options);
                plot = PlotPlanner.Create(dots, width, height, pens, options, context.Cancellation, ReportOrder);
            }
            else if (options.SingleLine)
            {
                line = ColorLines.Join(dots, width, height, Plates.Inks(options), context.Cancellation, ReportOrder);
            }
            else if (options.PlotterOrder)
            {
                travel = DotOrder.Tour(dots, width, height, context.Cancellation);
            }
            else if (options.Inks.HasScreens && !options.HasStrokes)
            {
                DotOrder.ByColor(dots, width, height);
            }
            else if (options.Distribution != DotDistribution.Wash && !options.HasStrokes)
            {
                DotOrder.Group(dots, width, height);
            }
        }

        Raster<Rgba32>? drawn = null;
        if (DrawingFormatDefinition.Of(options.Format).Pixels is not null)
        {
            using (context.Phases.Start("draw"))
            {
                drawn = DotCanvas.Draw(dots, width, height, options, context.MaxThreads, context.Cancellation);
            }
        }

        plot?.WarnIfLong(context, options.HasStrokes || options.Plot.Taps
            ? "wider pens ({Pen}) or a smaller sheet ({PaperSize})"
            : "fewer dots ({DotCount}), wider pens ({Pen}) or a smaller sheet ({PaperSize})");
        context.Progress?.Invoke(new OperationProgress(1, "done"));
        var picture = new DotPicture(drawn, plot, line, travel, Outputs.SideSuffixes);
        return new DotArtResult(dots, width, height, quality, picture, budget.Elapsed, input, context);

        void ReportOrder(double share) => context.Progress?.Invoke(
            new OperationProgress(options.SingleLine ? 0.17 + (0.68 * share) : 0.75, "order"));
    }
}
