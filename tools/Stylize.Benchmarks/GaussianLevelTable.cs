using Stylize.Codecs;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// Measures levels of detail of fits: PSNR, and processor time relative to the full picture. Options: --images (files, comma-separated),
/// --count (Gaussians of each fit), --iterations (of each fit), --levels (comma-separated).
/// </summary>
internal static class GaussianLevelTable
{
    public const string Name = "gaussian-levels";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static int Run(string[] args)
    {
        var values = args.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1]);
        var images = values["images"].Split(',');
        var (count, iterations) = (Number("count", 10_000), Number("iterations", 300));
        var text = values.GetValueOrDefault("levels", "0.05,0.1,0.25,0.5,1");
        double[] levels = [.. text.Split(',').Select(level => double.Parse(level, Culture))];
        var (psnr, share) = (new double[levels.Length], new double[levels.Length]);
        Console.WriteLine("image            level   PSNR, dB   share of the time");
        foreach (var path in images)
        {
            using var source = ImageCodecs.Default.DecodeFloat(ImageSource.File(Path.GetFullPath(path)));
            using var model = GaussianInputs.Fitted(Path.GetFullPath(path), count, iterations);
            var whole = Time(1);
            for (var k = 0; k < levels.Length; k++)
            {
                using var picture = GaussianRenderer.Render(model, new RenderOptions { Level = levels[k] });
                var (decibels, part) = (FitMeasure.Psnr(picture, source), Time(levels[k]) / whole);
                (psnr[k], share[k]) = (psnr[k] + decibels, share[k] + part);
                Print(Path.GetFileNameWithoutExtension(path), levels[k], decibels, part);
            }

            double Time(double level) =>
                BestTime.Of(() => GaussianRenderer.Render(model, new RenderOptions { Level = level }).Dispose(), 20).Cpu;
        }

        for (var k = 0; k < levels.Length; k++)
        {
            Print("mean", levels[k], psnr[k] / images.Length, share[k] / images.Length);
        }

        return 0;

        int Number(string name, int otherwise) => values.TryGetValue(name, out var number) ? int.Parse(number, Culture) : otherwise;
    }

    private static void Print(string name, double level, double psnr, double share) =>
        Console.WriteLine(FormattableString.Invariant($"{name,-16} {level,5}   {psnr,8:f2}   {share,17:f2}"));
}
