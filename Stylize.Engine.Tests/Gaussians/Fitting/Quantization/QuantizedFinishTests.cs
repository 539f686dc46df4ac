using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Quantization;

public unsafe class QuantizedFinishTests
{
    private const int Side = 64;
    private const int Count = 60;

    [Fact]
    public void The_finished_values_equal_those_that_a_reader_of_the_file_gets()
    {
        using var target = FitOracle.Target(Side, Side, 3, 21);
        using var fitter = Fitted(target);
        var full = Finish(fitter, FitClock.ByIterations(120));

        using var model = FitModel.Create(
            new FittedGaussians(fitter.Parameters, target.Background, 0) { FullWeight = full }, Side, Side);
        var bytes = GaussianFileWriter.ToBytes(model, GaussianProfile.Compact, 1, CompactSteps.Coarse);
        using var read = GaussianFileReader.Read(bytes, "test");
        using var a = GaussianRenderer.RenderSamples(model);
        using var b = GaussianRenderer.RenderSamples(read.Model);
        Assert.All(a.Planes.Zip(b.Planes), pair => Assert.All(
            pair.First.Values().Zip(pair.Second.Values()), values => Assert.Equal(values.First, values.Second, 1e-4)));
    }

    [Fact]
    public void Gaussians_that_are_not_free_stay_as_they_are()
    {
        using var target = FitOracle.Target(Side, Side, 3, 23);
        using var fitter = Fitted(target);
        fitter.FreeCount = 40;
        var before = FitOracle.Values(fitter.Parameters);

        Finish(fitter, FitClock.ByIterations(60));

        var after = FitOracle.Values(fitter.Parameters);
        for (var row = 0; row < before.Length; row++)
        {
            Assert.Equal(before[row][40..], after[row][40..]);
            Assert.NotEqual(before[row][..40], after[row][..40]);
        }
    }

    [Fact]
    public void Values_are_quantized_in_half_of_what_remains_of_the_clock()
    {
        using var target = FitOracle.Target(Side, Side, 3, 27);
        using var fitter = Fitted(target);
        var (clock, iterations) = (FitClock.ByIterations(80), 0);
        for (var done = 0; done < 40; done++)
        {
            clock.Tick();
        }

        Finish(fitter, clock, rates =>
        {
            iterations++;
            return fitter.Iterate(rates);
        });
        Assert.Equal(20, iterations);
    }

    private static GaussianFitter Fitted(FitTarget target, int threads = 1)
    {
        var fitter = new GaussianFitter(target, Count, threads);
        FitOracle.Fill(fitter.Parameters, Side, Side, Count, 25);
        for (var i = 0; i < 200; i++)
        {
            fitter.Iterate(FitRates.Initial.Scale(.3f));
        }

        return fitter;
    }

    private static float Finish(GaussianFitter fitter, FitClock clock, Func<FitRates, double>? iterate = null)
    {
        var full = FitQuantizer.MaxWeight(fitter.Parameters);
        var quantizer = new FitQuantizer(new CompactQuantizer(CompactSteps.Coarse), full, 0, 0);
        using var finish = new QuantizedFinish(fitter, quantizer);
        finish.Run(clock, iterate ?? fitter.Iterate, null, default);
        return full;
    }
}
