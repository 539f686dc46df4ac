using Stylize.Benchmarks.Figures;
using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// Prints PSNR and MS-SSIM of fits by number of Gaussians. Options: --images (files, comma-separated), --counts,
/// --seconds (time of each fit), --iterations (replaces the time).
/// </summary>
internal static class GaussianFitTable
{
    public const string Name = "gaussian-fit";

    public static int Run(string[] args)
    {
        var options = new CommandOptions(args);
        var images = options.Images;
        var (seconds, iterations) = (options.Number("seconds", 10), options.Integer("iterations", 0));
        Console.WriteLine("image                      Gaussians    PSNR  MS-SSIM  iterations  wall s  CPU s");
        foreach (var count in options.Numbers("counts", 5_000, 10_000, 30_000, 70_000))
        {
            var (psnr, similarity) = (0.0, 0.0);
            foreach (var path in images)
            {
                var row = Fit(path, new GaussianImageOptions
                {
                    Count = (int)count,
                    Iterations = iterations > 0 ? iterations : null,
                    TimeLimit = iterations > 0 ? null : TimeSpan.FromSeconds(seconds),
                    Profile = GaussianProfile.Lossless,
                });
                (psnr, similarity) = (psnr + row.Psnr, similarity + row.MsSsim);
            }

            Console.WriteLine(
                FormattableString.Invariant(
                    $"{"mean",-24} {count,10} {psnr / images.Length,8:f2} {similarity / images.Length,8:f4}"));
        }

        return 0;
    }

    private static (double Psnr, double MsSsim) Fit(string path, GaussianImageOptions options)
    {
        var input = new ImageInput(ImageSource.File(path), ImageCodecs.Default);
        GaussianImageArtifact? fitted = null;
        var context = new OperationContext { MaxThreads = Environment.ProcessorCount };
        var time =
            RunTime.Once(() => fitted = new GaussianImageOperation(options).Run(input.DecodeFloat(), null, context));
        using (fitted)
        {
            using var picture = GaussianRenderer.Render(fitted!.Model);
            using var source = input.DecodeRgba();
            using var a = OverWhite.Planes(picture);
            using var b = OverWhite.Planes(source);
            var similarity = MultiScale.Of(a, b, 255, Environment.ProcessorCount);
            Console.WriteLine(FormattableString.Invariant(
                $"{Path.GetFileName(path),-24} {fitted.Model.Count,10} {fitted.Psnr,8:f2} {similarity,8:f4} {fitted.Iterations,11} ")
                + FormattableString.Invariant($"{time.Wall / 1000,7:f1} {time.Cpu / 1000,6:f1}"));
            return (fitted.Psnr, similarity);
        }
    }
}
