using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public unsafe class StructuralTargetTests
{
    private const int Count = 12;

    [Theory]
    [InlineData(17, 29, 3)]
    [InlineData(19, 12, 4)]
    [InlineData(37, 8, 1)]
    [InlineData(1, 1, 3)]
    public void The_gradient_is_that_of_finite_differences_of_the_mixture(int width, int height, int channels)
    {
        using var target = FitOracle.Target(width, height, channels, 5);
        using var fitter = new GaussianFitter(target, Count, 2);
        FitOracle.Fill(fitter.Parameters, width, height, Count, 6);
        var photograph = Samples(target);
        var planes = Enumerable.Range(0, channels).Select(_ => new Raster<float>(width, height)).ToArray();
        fitter.Render(planes);
        double[][] picture = [.. planes.Select(p => (from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width)
            select (double)p[x, y]).ToArray())];

        using var structure = new StructuralTarget(target);
        structure.Update(fitter);

        // The mixture is scaled by half of the sum of squared differences, so that the squared error has the weight 1.
        var (mixture, error) = Mixture(photograph, picture, width, height);
        Assert.Equal(error, structure.Measured.Error, 1e-6);
        var scale = error * width * height * channels / 2;
        const double Step = 1e-5;
        for (var k = 0; k < 20; k++)
        {
            var (channel, x, y) = (k % channels, 7 * k % width, 11 * k % height);
            ref var sample = ref picture[channel][(y * width) + x];
            var before = sample;
            sample = before + Step;
            var after = Mixture(photograph, picture, width, height).Mixture;
            sample = before - Step;
            var expected = scale * (after - Mixture(photograph, picture, width, height).Mixture) / (2 * Step);
            sample = before;

            var weight = target[channels, x, y];
            Assert.True(weight >= 1);
            Assert.Equal(expected, weight * (before - target[channel, x, y]), 1e-4 + (2e-3 * Math.Abs(expected)));
        }

        Assert.True(double.IsFinite(mixture));
        foreach (var plane in planes)
        {
            plane.Dispose();
        }
    }

    [Fact]
    public void Targets_do_not_depend_on_the_threads_and_become_the_photograph_again()
    {
        using var one = FitOracle.Target(50, 90, 3, 7);
        using var two = FitOracle.Target(50, 90, 3, 7);
        var photograph = Samples(one);
        foreach (var (target, threads) in new[] { (one, 1), (two, 2) })
        {
            using var fitter = new GaussianFitter(target, Count, threads);
            FitOracle.Fill(fitter.Parameters, 50, 90, Count, 8);
            var structure = new StructuralTarget(target);
            structure.Update(fitter);
            structure.Update(fitter);
            if (threads == 1)
            {
                photograph = Samples(target);
            }
            else
            {
                Assert.Equal(photograph, Samples(target));
            }

            structure.Dispose();
        }

        using var original = FitOracle.Target(50, 90, 3, 7);
        Assert.Equal(Samples(original), Samples(one));
        Assert.Equal(1, one[3, 17, 33]);
    }

    private static double[][] Samples(FitTarget target) =>
    [
        .. Enumerable.Range(0, target.Channels).Select(channel => (from y in Enumerable.Range(0, target.Height)
            from x in Enumerable.Range(0, target.Width) select (double)target[channel, x, y]).ToArray()),
    ];

    /// <summary>A slow implementation of ln(MSE) + 4 ln(1 - S), in double precision.</summary>
    private static (double Mixture, double Error) Mixture(double[][] photograph, double[][] picture, int width, int height)
    {
        var side = Math.Min(11, Math.Min(width, height));
        var taps = side - (side % 2 == 0 ? 1 : 0);
        double[] window = [.. Enumerable.Range(0, taps).Select(i => Math.Exp(-Math.Pow(i - (taps / 2), 2) / 4.5))];
        var sum = window.Sum();
        var (squares, dissimilarity, windows) = (0.0, 0.0, 0);
        for (var channel = 0; channel < photograph.Length; channel++)
        {
            squares += photograph[channel].Zip(picture[channel], (x, y) => (x - y) * (x - y)).Sum();
            for (var top = 0; top + taps <= height; top++)
            {
                for (var left = 0; left + taps <= width; left++)
                {
                    double Mean(Func<double, double, double> of)
                    {
                        var mean = 0.0;
                        foreach (var (i, j) in Coordinates(taps, taps))
                        {
                            var at = ((top + j) * width) + left + i;
                            mean += window[i] * window[j] / (sum * sum) * of(photograph[channel][at], picture[channel][at]);
                        }

                        return mean;
                    }

                    var center = Mean((x, _) => x);
                    dissimilarity += Mean((x, y) => (x - y) * (x - y))
                        / (Mean((x, y) => ((x - center) * (x - center)) + ((y - center) * (y - center))) + (.03 * .03));
                    windows++;
                }
            }
        }

        var error = squares / ((double)width * height * photograph.Length);
        return (Math.Log(error) + (4 * Math.Log(dissimilarity / windows)), error);
    }
}
