using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Prints PSNR and MS-SSIM of fits by number of Gaussians. Options: --images (files, comma-separated), --counts, --seconds (time of each
/// fit), --threads (default: all cores), --cpu (takes the time as processor time of two cores with a speedup of 1.9, for busy machines),
/// --iterations (replaces the time).
/// </summary>
internal static class GaussianFitTable
{
    public const string Name = "gaussian-fit";

    private const double SpeedUp = 1.9;

    public static int Run(string[] args)
    {
        var values = args.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToDictionary(a => a[2..], a => Value(args, a));
        var images = values["images"].Split(',');
        var counts = values.GetValueOrDefault("counts", "5000,10000,30000,70000").Split(',').Select(int.Parse).ToArray();
        var seconds = double.Parse(values.GetValueOrDefault("seconds", "10"), CultureInfo.InvariantCulture);
        var threads = int.Parse(
            values.GetValueOrDefault("threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            CultureInfo.InvariantCulture);
        int? iterations = values.TryGetValue("iterations", out var given) ? int.Parse(given, CultureInfo.InvariantCulture) : null;
        var budget = iterations is { } n ? $"{n} iterations"
            : values.ContainsKey("cpu") ? $"{seconds * SpeedUp:f1} s of processor time"
            : $"{seconds:f1} s wall";
        Console.WriteLine($"budget: {budget}, {threads} threads");
        Console.WriteLine("image                      Gaussians    PSNR  MS-SSIM  iterations  ms/iteration  wall s  CPU s");
        foreach (var count in counts)
        {
            var (psnr, similarity, speed) = (0.0, 0.0, 0.0);
            foreach (var path in images)
            {
                var row = Fit(path, count, seconds, iterations, values.ContainsKey("cpu"), threads);
                (psnr, similarity, speed) = (psnr + row.Psnr, similarity + row.MsSsim, speed + row.Milliseconds);
            }

            Console.WriteLine(
                FormattableString.Invariant($"{"mean",-24} {count,10} {psnr / images.Length,8:f2} {similarity / images.Length,8:f4} ")
                + FormattableString.Invariant($"{"",11} {speed / images.Length,13:f2}"));
        }

        return 0;
    }

    private static (double Psnr, double MsSsim, double Milliseconds) Fit(
        string path,
        int count,
        double seconds,
        int? iterations,
        bool cpu,
        int threads)
    {
        var input = new ImageInput(ImageSource.File(Path.GetFullPath(path)), ImageCodecs.Default);
        if (cpu && iterations is null)
        {
            // The schedule needs the number of iterations in advance, so a short fit measures the time per iteration.
            const int Probe = 200;
            var trial = new GaussianImageOptions { Count = count, Iterations = Probe, Profile = GaussianProfile.Lossless };
            Once(input, trial, threads).Result.Dispose();
            var (result, _, used) = Once(input, trial, threads);
            result.Dispose();
            iterations = Math.Max(60, (int)(Probe * seconds * SpeedUp / used.TotalSeconds));
        }

        var options = new GaussianImageOptions
        {
            Count = count,
            Iterations = iterations,
            TimeLimit = iterations is null ? TimeSpan.FromSeconds(seconds) : null,
            Profile = GaussianProfile.Lossless,
        };
        var (fitted, wall, time) = Once(input, options, threads);
        using (fitted)
        {
            using var picture = GaussianRenderer.Render(fitted.Model);
            using var source = input.DecodeRgba();
            using var a = OverWhite.Planes(picture);
            using var b = OverWhite.Planes(source);
            var similarity = MultiScale.Of(a, b, 255, threads);
            var each = (cpu ? time / SpeedUp : wall).TotalMilliseconds / Math.Max(1, fitted.Iterations);
            Console.WriteLine(FormattableString.Invariant(
                $"{Path.GetFileName(path),-24} {fitted.Model.Count,10} {fitted.Psnr,8:f2} {similarity,8:f4} {fitted.Iterations,11} ")
                + FormattableString.Invariant($"{each,13:f2} {wall.TotalSeconds,7:f1} {time.TotalSeconds,6:f1}"));
            return (fitted.Psnr, similarity, each);
        }
    }

    private static (GaussianImageArtifact Result, TimeSpan Wall, TimeSpan Cpu) Once(
        ImageInput input,
        GaussianImageOptions options,
        int threads)
    {
        var image = input.DecodeFloat();
        var process = Process.GetCurrentProcess();
        var (start, used) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var result = new GaussianImageOperation(options).Run(image, null, new OperationContext { MaxThreads = threads });
        process.Refresh();
        return (result, Stopwatch.GetElapsedTime(start), process.TotalProcessorTime - used);
    }

    private static string Value(string[] args, string name)
    {
        var next = Array.IndexOf(args, name) + 1;
        return next < args.Length && !args[next].StartsWith("--", StringComparison.Ordinal) ? args[next] : "";
    }
}
