using Stylize.Codecs;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Benchmarks;

/// <summary>
/// Dot art by phases: best of several runs, wall and processor time, on one thread and on all; and the peak of pooled memory.
/// `dot-art-table photo.jpg gray.png`.
/// </summary>
internal static class DotArtTable
{
    public const string Name = "dot-art-table";

    private const int Runs = 7;

    public static int Run(string photo, string gray)
    {
        using var source = ImageCodecs.Default.DecodeRgba(ImageSource.File(photo));
        Console.WriteLine("| image | options | threads | dots | wall ms | CPU ms | peak / RGBA | phases, wall ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var side in new[] { 256, 512, 1000, 2048, 4000 })
        {
            using var image = Resampler.Resize(source, side, side, ResampleFilter.Lanczos3);
            foreach (var threads in new[] { 1, Environment.ProcessorCount })
            {
                Row($"{side}x{side}", "Gradient", image, DotArtOptions.Presets["Gradient"], threads);
            }
        }

        using (var image = Resampler.Resize(source, 1000, 1000, ResampleFilter.Lanczos3))
        {
            foreach (var (name, options) in DotArtOptions.Presets)
            {
                Row("1000x1000", name, image, options, Environment.ProcessorCount);
            }
        }

        using var tone = ImageCodecs.Default.DecodeRgba(ImageSource.File(gray));
        foreach (var count in new[] { 5_000, 20_000, 100_000 })
        {
            foreach (var overlap in new[] { false, true })
            {
                var options = new DotArtOptions
                {
                    Distribution = DotDistribution.Tone,
                    DotCount = count,
                    AllowOverlap = overlap,
                    Color = new Rgba32(0, 0, 0),
                };
                Row($"{tone.Width}x{tone.Height}", $"Tone {count}{(overlap ? ", overlap" : "")}", tone, options, 1);
            }
        }

        return 0;
    }

    private static void Row(string size, string name, Raster<Rgba32> image, DotArtOptions options, int threads)
    {
        var operation = new DotArtOperation(options);
        double wall = double.MaxValue, cpu = double.MaxValue;
        var dots = 0;
        IReadOnlyList<PhaseRecord> phases = [];
        for (var run = 0; run < Runs; run++)
        {
            var input = ImageInput.Pixels(image, ImageCodecs.Default, "image.png");
            var context = new OperationContext { MaxThreads = threads };
            var before = Environment.CpuUsage.TotalTime;
            using var result = (DotArtResult)operation.Run(input, context);
            using (context.Phases.Start("write"))
            {
                result.Write(Stream.Null);
            }

            cpu = Math.Min(cpu, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            var took = context.Phases.Phases.Where(p => p.Name != "decode").Sum(p => p.Elapsed.TotalMilliseconds);
            dots = result.Dots.Length;
            if (took < wall)
            {
                (wall, phases) = (took, context.Phases.Phases);
            }
        }

        var timed = phases.Where(p => p.Name != "decode")
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Elapsed.TotalMilliseconds:f1}"));
        var peak = Peak(operation, image, threads);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size} | {name} | {threads} | {dots} | {wall:f1} | {cpu:f0} | {peak:f2} | {string.Join(", ", timed)} |"));
    }

    /// <summary>The most pooled memory held during a run, the image included, over the image's.</summary>
    private static double Peak(DotArtOperation operation, Raster<Rgba32> image, int threads)
    {
        var input = ImageInput.Pixels(image, ImageCodecs.Default, "image.png");
        var before = AlignedPool.RentedBytes;
        long peak = 0;
        var done = false;
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref done))
            {
                peak = Math.Max(peak, AlignedPool.RentedBytes - before);
                Thread.SpinWait(200);
            }
        });
        watch.Start();
        using (operation.Run(input, new OperationContext { MaxThreads = threads }))
        {
            Volatile.Write(ref done, true);
            watch.Join();
        }

        return peak / (4.0 * image.PixelCount);
    }
}
