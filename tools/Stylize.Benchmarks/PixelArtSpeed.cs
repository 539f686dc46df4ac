using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Benchmarks;

/// <summary>
/// Time and memory of pixel art from one photograph, without decoding and encoding: presets on one thread and two, then sizes from 0.1 to
/// 24 megapixels. <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- pixel-art-speed &lt;photograph&gt;</c>
/// </summary>
internal static class PixelArtSpeed
{
    public const string Name = "pixel-art-speed";
    private const int Runs = 9;

    private static readonly double[] Megapixels = [0.1, 0.4, 1.5, 6, 24];

    public static int Run(string path)
    {
        using var photograph = ImageCodecs.Default.DecodeRgba(ImageSource.File(path));
        Console.WriteLine($"{Path.GetFileName(path)}, {photograph.Width}x{photograph.Height}, best of {Runs} warm runs\n");
        Console.WriteLine("| preset | threads | ms | CPU ms | iterations |\n|---|---|---|---|---|");
        foreach (var (preset, options) in PixelArtOptions.Presets)
        {
            foreach (var threads in new[] { 1, 2 })
            {
                var best = Best(photograph, options, threads, Runs);
                Console.WriteLine($"| {preset} | {threads} | {best.Wall:0} | {best.Cpu:0} | {best.Iterations} |");
            }
        }

        Console.WriteLine("\n| megapixels | preset | ms, 2 threads | CPU ms | CPU ns a pixel | bytes a pixel |\n|---|---|---|---|---|---|");
        foreach (var megapixels in Megapixels)
        {
            var factor = Math.Sqrt(megapixels * 1e6 / photograph.PixelCount);
            var (width, height) = ((int)(photograph.Width * factor), (int)(photograph.Height * factor));
            using var image = Resampler.Resize(photograph, width, height, ResampleFilter.Lanczos3, 2);
            foreach (var preset in new[] { "Default", "Fast" })
            {
                var best = Best(image, PixelArtOptions.Presets[preset], 2, 3);
                var (nanoseconds, bytes) = (best.Cpu * 1e6 / image.PixelCount, (double)best.Bytes / image.PixelCount);
                Console.WriteLine($"| {megapixels} | {preset} | {best.Wall:0} | {best.Cpu:0} | {nanoseconds:0} | {bytes:0.0} |");
            }
        }

        return 0;
    }

    /// <summary>Least times and largest memory of several runs after one that warms up.</summary>
    private static (double Wall, double Cpu, long Bytes, int Iterations) Best(
        Raster<Rgba32> image, PixelArtOptions options, int threads, int runs)
    {
        var operation = new PixelArtOperation(options);
        var best = (Wall: double.MaxValue, Cpu: double.MaxValue, Bytes: 0L, Iterations: 0);
        for (var run = 0; run <= runs; run++)
        {
            var before = AlignedPool.RentedBytes;
            var copy = image.Clone();
            var max = AlignedPool.RentedBytes - before;
            var context = new OperationContext
            {
                MaxThreads = threads,
                Progress = _ => max = Math.Max(max, AlignedPool.RentedBytes - before),
            };

            // Image and samples are held together only while the samples are converted, which is before the first report of progress.
            var converting = max + (12 * image.PixelCount);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            using var result = operation.Run(copy, ImageCodecs.Default, context);
            var wall = watch.Elapsed.TotalMilliseconds;
            var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds;
            if (run > 0)
            {
                best = (Math.Min(best.Wall, wall), Math.Min(best.Cpu, used), Math.Max(max, converting), result.Iterations);
            }
        }

        return best;
    }
}
