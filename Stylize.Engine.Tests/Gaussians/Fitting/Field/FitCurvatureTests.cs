using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Field;

public unsafe class FitCurvatureTests
{
    private const int Side = 48;
    private const int Count = 24;
    private const double Step = 1e-3;

    [Fact]
    public void The_curvature_is_the_product_of_the_derivatives_of_the_picture()
    {
        using var target = FitOracle.Target(Side, Side, 3, 32);
        using var fitter = Fitter(target);
        using var curvatures = Measured(fitter);
        var curvature = new FitCurvature();
        var at = FitOracle.Values(fitter.Parameters);
        foreach (var i in new[] { 1, 6, 17 })
        {
            Assert.True(curvatures.Read(i, fitter.Parameters.Weight[i], target.Channels, curvature));
            var changes = Enumerable.Range(0, FitCurvature.ShapeValues + 3)
                .Select(value => Change(at, target, i, value)).ToArray();
            foreach (var (other, one) in Coordinates(changes.Length, changes.Length))
            {
                var expected = changes[one].Zip(changes[other], (a, b) => a * b).Sum();
                var bound = 2e-3 + (.01 * Math.Sqrt(changes[one].Sum(a => a * a) * changes[other].Sum(b => b * b)));
                Assert.Equal(expected, curvature.Form(one, other), bound);
            }
        }
    }

    private static GaussianFitter Fitter(FitTarget target)
    {
        var fitter = new GaussianFitter(target, Count, 1);
        FitOracle.Fill(fitter.Parameters, Side, Side, Count, 33);
        return fitter;
    }

    private static FitCurvatures Measured(GaussianFitter fitter)
    {
        var curvatures = new FitCurvatures(1);
        Assert.Equal(Count, curvatures.Choose(0, Count));
        fitter.Measure(curvatures);
        return curvatures;
    }

    /// <summary>
    /// Computes the derivatives of all samples of the picture by a value of Gaussian <paramref name="i"/> from finite
    /// differences.
    /// </summary>
    private static double[] Change(double[][] at, FitTarget target, int i, int value)
    {
        var row = value < FitParameters.GeometryRows ? value
            : value == FitCurvature.ShapeValues - 1 ? at.Length - 1 : value - 1;
        var up = Samples(FitOracle.Moved(at, i, row, Step), target);
        var down = Samples(FitOracle.Moved(at, i, row, -Step), target);
        return [.. up.Zip(down, (a, b) => (a - b) / (2 * Step))];
    }

    private static double[] Samples(double[][] p, FitTarget target) =>
    [
        .. from channel in Enumerable.Range(0, target.Channels)
           from y in Enumerable.Range(0, target.Height)
           from x in Enumerable.Range(0, target.Width)
           select FitOracle.Color(p, target, channel, x, y),
    ];
}
