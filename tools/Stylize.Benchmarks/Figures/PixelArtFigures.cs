using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using static Stylize.Benchmarks.Figures.FigureText;

namespace Stylize.Benchmarks.Figures;

/// <summary>The tables of pixel art.</summary>
internal static class PixelArtFigures
{
    private const string Photograph = "kodim21.jpg";
    private const double DefaultGoal = 350;
    private const double FastGoal = 100;
    private const double BytesGoal = 24;

    public static Figure[] All { get; } =
    [
        new("pixels-presets", Presets),
        new("pixels-sizes", Sizes),
        new("pixels-frames", Frames),
    ];

    private static FigureTable Presets(FigureContext context)
    {
        var table = new FigureTable("preset", "threads", "ms", "processor, ms", "iterations", "goal");
        using var photograph = context.Decode(Photograph);
        foreach (var (preset, options) in PixelArtOptions.Presets)
        {
            foreach (var threads in FigureContext.OneAndAll)
            {
                var (time, _, iterations) = Run(photograph, options, threads);
                var goal = preset switch { "Default" => DefaultGoal, "Fast" => FastGoal, _ => 0 };
                table.Row(
                    preset, Count(threads), Number(time.Wall), Number(time.Cpu), Count(iterations),
                    goal > 0 ? AtMost(time.Wall, goal, " ms") : "");
            }
        }

        return table;
    }

    private static FigureTable Sizes(FigureContext context)
    {
        var table = new FigureTable(
            "megapixels", "preset", "ms", "processor, ms", "processor, ns per pixel", "bytes per pixel", "goal");
        foreach (var megapixels in (double[])[0.1, 0.4, 1.5, 6, 24])
        {
            var factor = Math.Sqrt(megapixels * 1e6 / (768 * 512));
            using var image = context.Decode(Photograph, (int)(768 * factor), (int)(512 * factor));
            foreach (var preset in (string[])["Default", "Fast"])
            {
                var (time, bytes, _) = Run(image, PixelArtOptions.Presets[preset], FigureContext.Cores);
                var each = (double)bytes / image.PixelCount;
                table.Row(
                    megapixels.ToString(CultureInfo.InvariantCulture), preset, Number(time.Wall), Number(time.Cpu),
                    Number(time.Cpu * 1e6 / image.PixelCount), Number(each), AtMost(each, BytesGoal));
            }
        }

        return table;
    }

    private static FigureTable Frames(FigureContext context)
    {
        const double Goal = 0.4;
        var frames = PixelArtFrames.Measure(context.Sample(Photograph), pairs: 3, counts: [8, 48]);
        var table = new FigureTable("measure", "value", "goal");
        table.Row("processor time of a still image, ms", Number(frames.Still), "");
        table.Row("processor time per frame, ms", Number(frames.Frame), "");
        table.Row("frame compared with still image", Number(frames.Ratio), AtMost(frames.Ratio, Goal));
        foreach (var (count, megabytes) in frames.Peaks)
        {
            table.Row($"peak with {count} frames, MB", Number(megabytes), "");
        }

        return table;
    }

    private static (RunTime Time, long Bytes, int Iterations) Run(
        Raster<Rgba32> image, PixelArtOptions options, int threads)
    {
        var operation = new PixelArtOperation(options);
        var (bytes, iterations) = (0L, 0);
        var time = RunTime.Of(() =>
        {
            var before = AlignedPool.RentedBytes;
            AlignedPool.ResetPeak();
            using var result =
                operation.Run(image.Clone(), ImageCodecs.Default, new OperationContext { MaxThreads = threads });
            (bytes, iterations) = (AlignedPool.PeakRentedBytes - before, result.Iterations);
        });
        return (time, bytes, iterations);
    }
}
