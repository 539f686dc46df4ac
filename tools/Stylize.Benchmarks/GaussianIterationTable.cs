using Stylize.Codecs;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>
/// `gaussian-iteration &lt;photograph&gt;`: milliseconds of an iteration of a fit on one thread, by number of Gaussians. Least processor
/// time of several rounds, after the first iterations have given the Gaussians the sizes of a fit.
/// </summary>
internal static class GaussianIterationTable
{
    public const string Name = "gaussian-iteration";

    private const int FirstIterations = 60;
    private const int Rounds = 12;
    private const int IterationsOfRound = 25;

    public static int Run(string photograph)
    {
        using var image = ImageCodecs.Default.DecodeFloat(ImageSource.File(Path.GetFullPath(photograph)));
        using var target = new FitSource(image, 0, OperationContext.Quiet).Target();
        Console.WriteLine("Gaussians | ms an iteration, one thread");
        foreach (var count in new[] { 5_000, 10_000, 30_000, 70_000 })
        {
            using var start = GaussianInitializer.Create(image, count);
            using var fitter = new GaussianFitter(target, start.Count, 1);
            FitModel.Load(start, fitter.Parameters, target.Width, target.Height);
            fitter.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} | {Least(fitter):f2}"));
        }

        return 0;
    }

    private static double Least(GaussianFitter fitter)
    {
        for (var i = 0; i < FirstIterations; i++)
        {
            fitter.Iterate(FitRates.Initial.Scale(1 - ((float)i / FirstIterations)));
        }

        // Such small steps leave the Gaussians as they are, so that all rounds do the same work.
        var rates = FitRates.Initial.Scale(.001f);
        return LeastTime.Of(() => fitter.Iterate(rates), IterationsOfRound, Rounds).Cpu;
    }
}
