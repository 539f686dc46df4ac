using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Evaluation;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Tests.Gaussians.Rendering;

namespace Stylize.Engine.Tests.Gaussians.Evaluation;

public sealed class EvaluationTests
{
    [Fact]
    public void ARoundGaussianHasItsClosedForm()
    {
        var shape = new EulerShape<double>(2, 2, 0.7);
        Assert.Equal(1, GaussianEvaluator.Weight<double, EulerShape<double>>(shape, 0, 0), 1e-12);
        Assert.Equal(Math.Exp(-0.5), GaussianEvaluator.Weight<double, EulerShape<double>>(shape, 0, 2), 1e-12);
        Assert.Equal(Math.Exp(-2.25), GaussianEvaluator.Weight<double, EulerShape<double>>(shape, 3, 3), 1e-12);
    }

    [Fact]
    public void BeyondTheCutoffsIsZero()
    {
        var shape = new CholeskyShape<float>(1, 0, 1);
        Assert.True(GaussianEvaluator.Weight<float, CholeskyShape<float>>(shape, 4.7f, 0) > 0);
        // exp(-4.85^2/2) is 7.8e-6: within 24, below 1e-5.
        Assert.Equal(0, GaussianEvaluator.Weight<float, CholeskyShape<float>>(shape, 4.85f, 0));
        Assert.Equal(0, GaussianEvaluator.Weight<float, CholeskyShape<float>>(shape, 5, 0));
        Assert.All(Enum.GetValues<ExponentialKind>(), kind => Assert.Equal(0, GaussianEvaluator.Weight(25, kind)));
        Assert.All(Enum.GetValues<ExponentialKind>(), kind => Assert.Equal(0, GaussianEvaluator.Weight(float.NaN, kind)));
    }

    [Theory]
    [InlineData(ExponentialKind.Exact)]
    [InlineData(ExponentialKind.Polynomial)]
    [InlineData(ExponentialKind.Table)]
    public void EvaluationAllocatesNothing(ExponentialKind kind)
    {
        using var model = RandomModel.Create(30, 100, 200, 100);
        using var batch = new EvaluationBatch(model);
        var weights = new float[100];
        batch.Evaluate(1, 2, weights, kind);
        var before = GC.GetAllocatedBytesForCurrentThread();
        batch.Evaluate(100, 50, weights, kind);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(ExponentialKind.Exact, 2.5e-7)]
    [InlineData(ExponentialKind.Polynomial, 2e-6)]
    [InlineData(ExponentialKind.Table, 1.5e-3)]
    public void EveryExponentialKeepsItsBound(ExponentialKind kind, double bound)
    {
        for (var q = 0f; q < 23; q += 0.0007f)
        {
            var exact = Math.Exp(-(double)q / 2);
            Assert.Equal(1, GaussianEvaluator.Weight(q, kind) / exact, bound);
        }
    }

    [Theory]
    [InlineData(ExponentialKind.Exact)]
    [InlineData(ExponentialKind.Polynomial)]
    [InlineData(ExponentialKind.Table)]
    public void ABatchEqualsOneByOne(ExponentialKind kind)
    {
        using var model = RandomModel.Create(31, 1003, 200, 100);
        using var batch = new EvaluationBatch(model);
        var weights = new float[1003];
        foreach (var (x, y) in new[] { (100f, 50f), (0f, 0f), (33.3f, 77.7f) })
        {
            batch.Evaluate(x, y, weights, kind);
            for (var i = 0; i < 1003; i++)
            {
                var s = model.Store[i].Shape;
                var exact = GaussianEvaluator.MahalanobisSquared<double, CholeskyShape<double>>(
                    new(s.L11, s.L21, s.L22), x - (model.Store.X[i] * 200d), y - (model.Store.Y[i] * 100d));
                var expected = exact <= 24 && Math.Exp(-exact / 2) >= 1e-5 ? Math.Exp(-exact / 2) : 0;
                Assert.Equal(expected, weights[i], (kind == ExponentialKind.Table ? 2e-3 * expected : 2e-4) + 1.1e-5);
            }
        }
    }

    [Fact]
    public void PolynomialLanesEqualTheScalarBits()
    {
        using var model = RandomModel.Create(32, 517, 64, 64);
        using var batch = new EvaluationBatch(model);
        using var one = new EvaluationBatch(model.With(model.Store.Gather([516])));
        var all = new float[517];
        var single = new float[1];
        batch.Evaluate(31, 17, all);
        one.Evaluate(31, 17, single);
        Assert.Equal(single[0], all[516]);
    }

    [Fact]
    public void BoxesAreTight()
    {
        // sigma 3 along 30 degrees, 1 across: Sigma_xx = 7, Sigma_yy = 3.
        var gaussian = new Gaussian2D<double, EulerShape<double>>(0.5, 0.5, new(3, 1, Math.PI / 6), new(0, 0, 0, 1), 1, 1);
        var box = GaussianBox<double>.Around(gaussian, 2, 100, 80);
        Assert.Equal(50 - (2 * Math.Sqrt(7)), box.Left, 1e-9);
        Assert.Equal(50 + (2 * Math.Sqrt(7)), box.Right, 1e-9);
        Assert.Equal(40 - (2 * Math.Sqrt(3)), box.Top, 1e-9);
        Assert.Equal(40 + (2 * Math.Sqrt(3)), box.Bottom, 1e-9);
        Assert.True(GaussianBox<double>.Around(gaussian with { X = 2 }, 2, 100, 80).IsEmpty);
        // The ellipse touches the box: no point outside is within two sigmas, some point of each side is.
        for (var y = -20.0; y <= 20; y += 0.01)
        {
            Assert.True(GaussianEvaluator.MahalanobisSquared(gaussian.Shape, (2 * Math.Sqrt(7)) + 1e-6, y) >= 4);
        }

        Assert.Equal(
            4,
            GaussianEvaluator.MahalanobisSquared(
                gaussian.Shape, 2 * Math.Sqrt(7), 2 * Math.Sqrt(3) * gaussian.Shape.Covariance().XY / Math.Sqrt(21)),
            1e-9);
    }

    [Theory]
    [InlineData(GaussianCompositing.Normalized)]
    [InlineData(GaussianCompositing.Additive)]
    [InlineData(GaussianCompositing.Over)]
    public void TheSamplerEqualsTheOracle(GaussianCompositing compositing)
    {
        using var model = RandomModel.Create(33, 80, 60, 40, compositing, hasAlpha: true);
        for (var x = 0; x < 60; x += 7)
        {
            var expected = BruteForceRenderer.Pixel(model, x, 13, 60, 40);
            var actual = GaussianSampler.Sample(model, (x + 0.5) / 60, 13.5 / 40);
            Assert.Equal(expected[3], actual.A, 1e-6);
            Assert.Equal(expected[0], actual.R, 1e-5);
            Assert.Equal(expected[2], actual.B, 1e-5);
        }
    }

    [Fact]
    public void TheRenderersPolynomialIsExactAtZeroAndNearElsewhere()
    {
        Assert.Equal(1, Exp2Polynomial.Evaluate(0f));
        for (var t = -125f; t < 0; t += 0.0137f)
        {
            Assert.Equal(1, Exp2Polynomial.Evaluate(t) / Math.Pow(2, t), 2.5e-7);
        }
    }
}
