using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Makes dot art of a photograph: dots along edges and texture, or in proportion to tone, as SVG or PNG.</summary>
public sealed class DotArtOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "dot-art";

    /// <summary>An operation with the options of all its runs.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public DotArtOperation(DotArtOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options of every run.</summary>
    public DotArtOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string TargetSuffix => Options.Format == DotFormat.Png ? ".dots.png" : ".dots.svg";

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var pixels = input.Info.PixelCount;
        var dots = Math.Min(Options.DotCount ?? pixels / 80, DotArtOptions.MaxDots);
        var working = Options.Distribution == DotDistribution.Tone
            ? 12 * Math.Min(Math.Max(pixels, 20 * dots), 80 * dots)
            : 4 * pixels;
        var drawn = Options.Format == DotFormat.Png ? 4 * pixels : 0;
        return (4 * pixels) + Math.Max(working, drawn) + (200 * dots) + (1 << 20);
    }

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        var budget = new TimeBudget(watchLoad: Options.TargetTime is not null);
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        using (image)
        {
            var quality = Options.TargetTime is { } target
                ? budget.Choose(Options, target, image, context)
                : DotQuality.Full(Options, context.MaxThreads);
            var run = context with { MaxThreads = quality.Threads };
            var dots = Place(image, quality, input, run);
            try
            {
                return Finish(dots, image, quality, input, budget, run);
            }
            catch
            {
                dots.Dispose();
                throw;
            }
        }
    }

    /// <summary>Places the dots of the distribution and gives them the image's colours.</summary>
    private static DotSet Place(Raster<Rgba32> image, DotQuality quality, ImageInput? input, OperationContext context)
    {
        var options = quality.Options;
        if (options.Distribution == DotDistribution.Gradient)
        {
            return PlaceGradient(image, options, input, context);
        }

        using var background = HasBackground(options, false) ? new Raster<ushort>(image.Width, image.Height, clear: true) : null;
        if (background is not null)
        {
            BackgroundPass.Mark(image, background, options.Background, input, context);
        }

        return new ToneDistribution(image, options, background, quality.Rounds, context).Place();
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

    /// <summary>Recolours and orders the dots, and draws them if the format asks for it.</summary>
    private static DotArtResult Finish(
        DotSet dots, Raster<Rgba32> image, DotQuality quality, ImageInput input, TimeBudget budget, OperationContext context)
    {
        var options = quality.Options;
        double? travel = null;
        using (context.Phases.Start("order"))
        {
            DotColors.Apply(dots.Dots, options);
            if (options.PlotterOrder)
            {
                travel = DotOrder.Tour(dots, image.Width, image.Height, context.Cancellation);
            }
            else
            {
                DotOrder.Group(dots, image.Width, image.Height);
            }
        }

        Raster<Rgba32>? drawn = null;
        if (options.Format == DotFormat.Png)
        {
            using (context.Phases.Start("draw"))
            {
                drawn = DotRasteriser.Draw(
                    dots,
                    image.Width,
                    image.Height,
                    options.Shape,
                    options.PaperColor,
                    options.Precision,
                    context.MaxThreads,
                    context.Cancellation);
            }
        }

        context.Progress?.Invoke(new OperationProgress(1, "done"));
        return new DotArtResult(dots, image.Width, image.Height, quality, drawn, travel, budget.Elapsed, input, context.Provenance);
    }
}
