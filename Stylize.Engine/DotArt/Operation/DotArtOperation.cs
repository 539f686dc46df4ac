using System.Diagnostics;
using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Makes dot art of a photograph: dots along its edges or in proportion to its tone, as SVG or PNG.</summary>
public sealed class DotArtOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "dot-art";

    private const int CalibrationRows = 64;

    /// <exception cref="StylizeException">OptionInvalid.</exception>
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
    public string TargetSuffix => Options.Format == DotFormat.Png ? ".dots.png" : ".dots.svg";

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var pixels = input.Info.PixelCount;
        var dots = Math.Min(Options.DotCount ?? pixels / 80, DotArtOptions.MaxDots);
        var working = Options.Distribution == DotDistribution.Tone ? 12 * Math.Min(Math.Max(pixels, 20 * dots), 80 * dots) : 4 * pixels;
        var drawn = Options.Format == DotFormat.Png ? 4 * pixels : 0;
        return (4 * pixels) + Math.Max(working, drawn) + (200 * dots) + (1 << 20);
    }

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        var start = Stopwatch.GetTimestamp();
        var busyBefore = Options.TargetTime is null ? null : SystemProcessorTimes.Read();
        var ownBefore = ProcessClock.ProcessorTime;
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        using (image)
        {
            var quality = Options.TargetTime is { } target
                ? Choose(image, target, start, Load(busyBefore, ownBefore, start), context)
                : new DotQuality(Options, context.MaxThreads, DotQuality.FullRounds, default, []);
            var run = context with { MaxThreads = quality.Threads };
            var dots = Place(image, quality, input, run);
            try
            {
                return Finish(dots, image, quality, input, start, run);
            }
            catch
            {
                dots.Dispose();
                throw;
            }
        }
    }

    /// <summary>Places and colours dots, without reading or writing a file.</summary>
    internal DotSet Place(Raster<Rgba32> image, DotQuality quality, ImageInput? input, OperationContext context)
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

    private static DotArtResult Finish(DotSet dots, Raster<Rgba32> image, DotQuality quality, ImageInput input, long start, OperationContext context)
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
                drawn = DotRasteriser.Draw(dots, image.Width, image.Height, options.Shape, options.PaperColor, options.Precision, context.MaxThreads, context.Cancellation);
            }
        }

        context.Progress?.Invoke(new OperationProgress(1, "done"));
        return new DotArtResult(dots, image.Width, image.Height, quality, drawn, travel, Stopwatch.GetElapsedTime(start), input);
    }

    private DotQuality Choose(Raster<Rgba32> image, TimeSpan target, long start, double load, OperationContext context)
    {
        var rows = Math.Min(CalibrationRows, image.Height);
        using var strength = new Raster<ushort>(image.Width, rows);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var before = Stopwatch.GetTimestamp();
            StrengthPlane.Fill(image, strength, 0, rows, adaptive: true, Options.SaturateGradient);
            var took = Stopwatch.GetElapsedTime(before);
            best = took < best ? took : best;
        }

        var slowness = best.TotalNanoseconds / ((double)rows * image.Width * DotQuality.ReferenceFillCost(true));
        var quality = DotQuality.For(Options, image.PixelCount, context.MaxThreads, target, Stopwatch.GetElapsedTime(start), Math.Clamp(slowness, 0.2, 20), load);
        foreach (var line in quality.Lowered)
        {
            context.Verbose?.Invoke($"To keep to {target.TotalMilliseconds:0} ms: {line}.");
        }

        return quality;
    }

    /// <summary>Share of the processors that others used since the earlier readings.</summary>
    private static double Load(SystemProcessorTimes? busyBefore, TimeSpan ownBefore, long start)
    {
        if (busyBefore is not { } before || SystemProcessorTimes.Read() is not { } now)
        {
            return 0;
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        var own = (ProcessClock.ProcessorTime - ownBefore) / (elapsed * Environment.ProcessorCount);
        return Math.Clamp(now.BusyShareSince(before) - own, 0, 1);
    }
}
