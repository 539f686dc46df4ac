using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>A simple, slow implementation of a fit's picture and error, in double precision.</summary>
internal static unsafe class FitOracle
{
    /// <summary>Parameters of every Gaussian as doubles, [row][i].</summary>
    public static double[][] Values(FitParameters parameters) =>
    [
        .. Enumerable.Range(0, parameters.RowCount)
            .Select(row => Enumerable.Range(0, parameters.Count).Select(i => (double)parameters.Row(row)[i]).ToArray()),
    ];

    public static double Weight(double[][] p, int i, double x, double y)
    {
        var z1 = (x - p[0][i]) / p[2][i];
        var z2 = (y - p[1][i] - (p[3][i] * z1)) / p[4][i];
        return p[^1][i] * Math.Max(0, Math.Exp(-((z1 * z1) + (z2 * z2)) / 2) - Math.Exp(-3.5 * 3.5 / 2));
    }

    public static double Color(double[][] p, FitTarget target, int channel, int x, int y) =>
        Color(p, target, channel, [.. Enumerable.Range(0, p[0].Length).Select(i => Weight(p, i, x, y))]);

    private static double Color(double[][] p, FitTarget target, int channel, double[] weights)
    {
        var sum = .01;
        var color = .01 * target.Background[channel];
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            color += weights[i] * p[5 + channel][i];
        }

        return color / sum;
    }

    /// <summary>Returns the sum of squared differences over pixels and channels.</summary>
    public static double Error(double[][] p, FitTarget target, int without = -1)
    {
        var sum = 0.0;
        var weights = new double[p[0].Length];
        foreach (var (x, y) in Coordinates(target.Width, target.Height))
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = i == without ? 0 : Weight(p, i, x, y);
            }

            for (var channel = 0; channel < target.Channels; channel++)
            {
                var difference = Color(p, target, channel, weights) - target[channel, x, y];
                sum += difference * difference;
            }
        }

        return sum;
    }

    /// <summary>Compares picture, error and costs of removal of a fit with the formulas.</summary>
    public static void AssertPicture(GaussianFitter fitter, FitTarget target)
    {
        var values = Values(fitter.Parameters);
        using var error = new Raster<float>(target.Width, target.Height);
        using var costs = new PooledBuffer<float>(fitter.Parameters.Count);
        var mean = fitter.Assess(error, costs.Pointer);
        var before = Error(values, target);
        Assert.Equal(before / (target.Width * target.Height * target.Channels), mean, 1e-5);
        Assert.Equal(mean, fitter.Forward(fitter.Parameters));
        foreach (var (x, y) in Coordinates(target.Width, target.Height))
        {
            var squares = Enumerable.Range(0, target.Channels)
                .Sum(channel => Math.Pow(Color(values, target, channel, x, y) - target[channel, x, y], 2));
            Assert.Equal(squares, error[x, y], 2e-4 * Math.Sqrt(squares + 1e-4));
        }

        for (var i = 0; i < fitter.Parameters.Count; i++)
        {
            var expected = Error(values, target, without: i) - before;
            Assert.Equal(expected, costs.Span[i], 1e-2 + (2e-3 * Math.Abs(expected)));
        }
    }

    /// <summary>Compares the gradient of a fit with finite differences.</summary>
    public static void AssertGradient(GaussianFitter fitter, FitTarget target)
    {
        const double Step = 1e-4;
        var values = Values(fitter.Parameters);
        foreach (var (row, i) in Coordinates(fitter.Parameters.RowCount, fitter.Parameters.Count))
        {
            var expected = (Error(Moved(values, i, row, Step), target) - Error(Moved(values, i, row, -Step), target))
                / (4 * Step);
            Assert.Equal(expected, fitter.Gradient.Row(row)[i], 2e-3 + (2e-3 * Math.Abs(expected)));
        }
    }

    /// <summary>Returns values of which one Gaussian has moved along a parameter of the fit.</summary>
    public static double[][] Moved(double[][] values, int i, int row, double step)
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

    /// <summary>
    /// A smooth target with noise, and Gaussians of many shapes: round, flat, slanted needles, one larger than the
    /// image.
    /// </summary>
    public static FitTarget Target(int width, int height, int channels, int seed)
    {
        var random = new Random(seed);
        var target = new FitTarget(width, height, channels);
        for (var channel = 0; channel < channels; channel++)
        {
            foreach (var (x, y) in Coordinates(width, height))
            {
                target[channel, x, y] =
                    .5f + (.3f * MathF.Sin((x * .3f) + channel) * MathF.Cos(y * .2f)) + (.1f * random.NextSingle());
            }
        }

        for (var channel = 0; channel < channels && channels != 4; channel++)
        {
            target.Background[channel] =
                Enumerable.Range(0, width * height).Average(p => target[channel, p % width, p / width]);
        }

        return target;
    }

    public static void Fill(FitParameters parameters, int width, int height, int count, int seed)
    {
        var random = new Random(seed);
        parameters.Count = count;
        for (var i = 0; i < count; i++)
        {
            var size = .5f + (random.NextSingle() * (i % 5 == 0 ? width : 4));
            parameters.X[i] = random.NextSingle() * width;
            parameters.Y[i] = random.NextSingle() * height;
            parameters.L11[i] = size * (.5f + random.NextSingle());
            parameters.L21[i] = size * (random.NextSingle() - .5f) * (i % 3 == 0 ? 8 : 1);
            parameters.L22[i] = size * (.2f + random.NextSingle());
            parameters.Weight[i] = .3f + random.NextSingle();
            for (var channel = 0; channel < parameters.Channels; channel++)
            {
                parameters.Color(channel)[i] = .1f + (.8f * random.NextSingle());
            }
        }
    }
}
