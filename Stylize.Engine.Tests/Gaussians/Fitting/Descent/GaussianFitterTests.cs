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
    public void The_picture_is_the_formulas(int width, int height, int channels)
    {
        using var target = FitOracle.Target(width, height, channels, 1);
        using var fitter = new GaussianFitter(target, 40, 2);
        FitOracle.Fill(fitter.Parameters, width, height, 40, 2);
        var values = FitOracle.Values(fitter.Parameters);

        using var error = new Raster<float>(width, height);
        using var costs = new PooledBuffer<float>(40);
        var mean = fitter.Assess(error, costs.Pointer);

        Assert.Equal(FitOracle.Error(values, target) / (width * height * channels), mean, 1e-5);
        Assert.Equal(mean, fitter.Forward(fitter.Parameters));
        foreach (var (x, y) in Coordinates(width, height))
        {
            var squares = 0.0;
            for (var channel = 0; channel < channels; channel++)
            {
                var difference = FitOracle.Color(values, target, channel, x, y) - target[channel, x, y];
                squares += difference * difference;
            }

            Assert.Equal(squares, error[x, y], 2e-4 * Math.Sqrt(squares + 1e-4));
        }
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
        var values = FitOracle.Values(fitter.Parameters);

        fitter.Differentiate();

        foreach (var (row, i) in Coordinates(fitter.Parameters.RowCount, Count))
        {
            const double h = 1e-4;
            var expected = (
                FitOracle.Error(Moved(values, i, row, h), target)
                    - FitOracle.Error(Moved(values, i, row, -h), target)) / (4 * h);
            Assert.True(
                Math.Abs(expected - fitter.Gradient.Row(row)[i]) <= 2e-3 + (2e-3 * Math.Abs(expected)),
                $"Gaussian {i}, parameter {row}: {fitter.Gradient.Row(row)[i]} where {expected} is expected.");
        }
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

    [Fact]
    public void The_removal_cost_is_the_change_of_the_error_without_the_Gaussian()
    {
        using var target = FitOracle.Target(45, 51, 3, 5);
        using var fitter = new GaussianFitter(target, 25, 2);
        using var error = new Raster<float>(45, 51);
        using var costs = new PooledBuffer<float>(25);
        FitOracle.Fill(fitter.Parameters, 45, 51, 25, 6);
        var values = FitOracle.Values(fitter.Parameters);

        fitter.Assess(error, costs.Pointer);

        var before = FitOracle.Error(values, target);
        for (var i = 0; i < 25; i++)
        {
            var expected = FitOracle.Error(values, target, without: i) - before;
            Assert.Equal(expected, costs.Span[i], 1e-2 + (2e-3 * Math.Abs(expected)));
        }
    }

    internal static double[][] Moved(double[][] values, int i, int row, double step)
    {
        var p = values.Select(plane => plane.ToArray()).ToArray();
        switch (row)
        {
            case 0:
                p[0][i] += step * values[2][i];
                p[1][i] += step * values[3][i];
                break;
            case 1:
                p[1][i] += step * values[4][i];
                break;
            case 2:
                p[2][i] *= 1 + step;
                p[3][i] *= 1 + step;
                break;
            case 3:
                p[3][i] += step * values[4][i];
                break;
            case 4:
                p[4][i] *= 1 + step;
                break;
            default:
                p[row][i] += step * (row == p.Length - 1 ? values[row][i] : 1);
                break;
        }

        return p;
    }
}
