using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public unsafe class GaussianFitterTests
{
    [Theory]
    [InlineData(41, 70, 3)]
    [InlineData(8, 33, 1)]
    [InlineData(19, 12, 4)]
    [InlineData(1, 1, 3)]
    [InlineData(530, 40, 3)]
    public void Picture_error_and_removal_costs_are_those_of_the_formulas(int width, int height, int channels)
    {
        using var target = FitOracle.Target(width, height, channels, 1);
        using var fitter = new GaussianFitter(target, 40, 2);
        FitOracle.Fill(fitter.Parameters, width, height, 40, 2);
        FitOracle.AssertPicture(fitter, target);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(4)]
    public void The_gradient_is_that_of_finite_differences(int channels)
    {
        const int Count = 13;
        using var target = FitOracle.Target(45, 51, channels, 3);
        using var fitter = new GaussianFitter(target, Count, 2);
        FitOracle.Fill(fitter.Parameters, 45, 51, Count, 4);
        fitter.Differentiate();
        FitOracle.AssertGradient(fitter, target);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void The_gradients_of_all_samples_add_up_to_the_gradient_of_all_pixels(int step)
    {
        using var target = FitOracle.Target(46, 52, 3, 5);
        using var fitter = new GaussianFitter(target, 25, 2);
        FitOracle.Fill(fitter.Parameters, 46, 52, 25, 6);
        using var start = new FitParameters(25, 3);
        start.CopyFrom(fitter.Parameters);
        var sums = new double[fitter.Parameters.RowCount, 25];
        var error = 0.0;
        foreach (var sample in FitSample.All(step))
        {
            fitter.Parameters.CopyFrom(start);
            var pixels = ((46 - sample.Left + step - 1) / step) * ((52 - sample.Top + step - 1) / step);
            error += fitter.IterateSample(default, step) * pixels / (46 * 52);
            foreach (var (i, row) in Coordinates(25, fitter.Parameters.RowCount))
            {
                sums[row, i] += fitter.Gradient.Row(row)[i];
            }
        }

        fitter.Parameters.CopyFrom(start);
        Assert.Equal(fitter.Differentiate(), error, 1e-6);
        foreach (var (i, row) in Coordinates(25, fitter.Parameters.RowCount))
        {
            var expected = fitter.Gradient.Row(row)[i];
            Assert.Equal(expected, sums[row, i], 1e-3 + (1e-3 * Math.Abs(expected)));
        }
    }
}
