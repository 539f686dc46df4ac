using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// A whole fit of a tiny picture, made for what it leaves behind: its loops are compiled and its tables made. On a thread beside the start
/// of a command it costs no time, and the fit that follows need not wait for the compiler.
/// </summary>
internal static class FitRehearsal
{
    private const int Size = 64;
    private const int Count = 100;

    /// <summary>Iterations that reach a relocation; as many again finish the fit.</summary>
    private const int Iterations = 22;

    /// <summary>Fits, quantises, writes, reads and renders on this thread.</summary>
    public static void Run()
    {
        using var photograph = (FitPhotograph)Picture();
        using var target = FitImage.Target(photograph);
        using var seed = new FitSeed(target, 1, CancellationToken.None);
        using var fit = new GaussianFit(target, seed, Count, 1, FitSchedule.Default, CancellationToken.None);
        fit.Run(Count, FitClock.ByIterations(Iterations));
        var parameters = fit.Fitter.Parameters;
        var full = FitQuantiser.MaxWeight(parameters);
        var choice = new StepChoice();
        choice.Measure(fit.Fitter, steps => new FitQuantiser(new CompactQuantiser(steps), full));
        var steps = choice.Steps(StepChoice.SmallestFile);
        var quantiser = new FitQuantiser(new CompactQuantiser(steps), full);
        using var finish = new QuantisedFinish(fit.Fitter, quantiser);
        finish.Run(FitClock.ByIterations(Iterations), fit.Iterate, null, CancellationToken.None);
        using var model = FitModel.Create(parameters, Size, Size, target.Background, full);
        var (_, read, _) = FitMeasure.Finish(model, GaussianProfile.Compact, steps, photograph, 1, CancellationToken.None);
        read.Dispose();
    }

    private static SampleImage<float> Picture()
    {
        Raster<float>[] planes = [new(Size, Size), new(Size, Size), new(Size, Size)];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                planes[0][x, y] = (x ^ y) / (float)Size;
                planes[1][x, y] = x * y / (float)(Size * Size);
                planes[2][x, y] = (x & y) / (float)Size;
            }
        }

        return new SampleImage<float>(planes, false, 8);
    }
}
