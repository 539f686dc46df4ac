using Stylize.Benchmarks.Figures;
using Stylize.Codecs;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// Measures levels of detail of fits: PSNR, and processor time relative to the full picture. Options: --images (files,
/// comma-separated), --count (Gaussians of each fit), --iterations (of each fit).
/// </summary>
internal static class GaussianLevelTable
{
    public const string Name = "gaussian-levels";

    private static readonly double[] Levels = [0.05, 0.1, 0.25, 0.5, 1];

    public static int Run(string[] args)
    {
        var options = new CommandOptions(args);
        var images = options.Images;
        var (psnr, share) = (new double[Levels.Length], new double[Levels.Length]);
        Console.WriteLine("image            level   PSNR, dB   share of the time");
        foreach (var path in images)
        {
            using var source = ImageCodecs.Default.DecodeFloat(ImageSource.File(path));
            using var model =
                GaussianInputs.Fitted(path, options.Integer("count", 10_000), options.Integer("iterations", 300));
            var whole = Time(1);
            for (var k = 0; k < Levels.Length; k++)
            {
                using var picture = GaussianRenderer.Render(model, new RenderOptions { Level = Levels[k] });
                var (decibels, part) = (FitMeasure.Psnr(picture, source), Time(Levels[k]) / whole);
                (psnr[k], share[k]) = (psnr[k] + decibels, share[k] + part);
                Print(Path.GetFileNameWithoutExtension(path), Levels[k], decibels, part);
            }

            double Time(double level) =>
                RunTime.Of(() => GaussianRenderer.Render(model, new RenderOptions { Level = level }).Dispose(), 20).Cpu;
        }

        for (var k = 0; k < Levels.Length; k++)
        {
            Print("mean", Levels[k], psnr[k] / images.Length, share[k] / images.Length);
        }

        return 0;
    }

    private static void Print(string name, double level, double psnr, double share) =>
        Console.WriteLine(FormattableString.Invariant($"{name,-16} {level,5}   {psnr,8:f2}   {share,17:f2}"));
}
