using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Tests.Gaussians.Shapes;

public sealed class ShapeTests
{
    /// <summary>Standard deviations from 0.01 to 1000 pixels, axis ratios up to 30, any angle.</summary>
    private static readonly Arbitrary<EulerShape<double>> Shapes =
        (from log in Gen.Choose(-4600, 6900)
         from ratio in Gen.Choose(0, 3400)
         from angle in Gen.Choose(-3141, 3141)
         let sigma = Math.Exp(log / 1000.0)
         select new EulerShape<double>(sigma, sigma * Math.Exp(-ratio / 1000.0), angle / 1000.0)).ToArbitrary();

    [Fact]
    public void EveryParameterizationRoundTrips() => Law(s =>
    {
        var covariance = s.Covariance();
        AssertNear(covariance, EulerShape<double>.FromCovariance(covariance).Covariance());
        AssertNear(covariance, CholeskyShape<double>.FromCovariance(covariance).Covariance());
        AssertNear(covariance, LogRadiusShape<double>.FromCovariance(covariance).Covariance());
        AssertNear(covariance, InverseCovarianceShape<double>.FromCovariance(covariance).Covariance());
    });

    [Fact]
    public void ConversionsRoundTrip() => Law(s =>
    {
        var start = new Gaussian2D<double, EulerShape<double>>(0.25, 0.5, s, new(0.1, 0.2, 0.3, 1), 0.9, 2);
        var end = start
            .Convert<LogRadiusShape<double>>()
            .Convert<InverseCovarianceShape<double>>()
            .Convert<CholeskyShape<double>>()
            .Convert<EulerShape<double>>();
        AssertNear(start.Shape.Covariance(), end.Shape.Covariance(), 1e-7);
        Assert.Equal(start with { Shape = default }, end with { Shape = default });
    });

    [Fact]
    public void InverseTimesItselfIsOne() => Law(s =>
    {
        Check(s);
        Check(CholeskyShape<double>.FromCovariance(s.Covariance()));
        Check(LogRadiusShape<double>.FromCovariance(s.Covariance()));
        Check(InverseCovarianceShape<double>.FromCovariance(s.Covariance()));

        static void Check<TShape>(TShape shape)
            where TShape : struct, IGaussianShape<TShape, double>
        {
            var (c, i) = (shape.Covariance(), shape.InverseCovariance());
            Assert.Equal(1, (c.XX * i.XX) + (c.XY * i.XY), 1e-6);
            Assert.Equal(0, ((c.XX * i.XY) + (c.XY * i.YY)) / Math.Max(c.XX, c.YY) * Math.Min(c.XX, c.YY), 1e-6);
            Assert.Equal(1, (c.XY * i.XY) + (c.YY * i.YY), 1e-6);
        }
    });

    [Fact]
    public void EigenvaluesAreTheSquaresOfTheAxes() => Law(s =>
    {
        Assert.Null(s.Defect());
        var (large, small, angle) = s.Covariance().Eigen();
        Assert.Equal(1, large / (s.SigmaX * s.SigmaX), 1e-9);
        Assert.Equal(1, small / (s.SigmaY * s.SigmaY), 1e-9);
        Assert.Equal(s.Covariance().ConditionNumber, large / small, 1e-6 * large / small);
        if (s.SigmaX > 1.01 * s.SigmaY)
        {
            // The same axis: equal angles, or half a turn apart.
            Assert.Equal(0, Math.Sin(angle - s.Angle), 1e-6);
        }
    });

    [Fact]
    public void KnownShapesHaveKnownCovariances()
    {
        // 3 along 30 degrees, 1 across: cos^2 = 3/4, sin^2 = 1/4, cos sin = sqrt(3)/4.
        var c = new EulerShape<double>(3, 1, Math.PI / 6).Covariance();
        Assert.Equal((9 * 0.75) + 0.25, c.XX, 1e-12);
        Assert.Equal(8 * Math.Sqrt(3) / 4, c.XY, 1e-12);
        Assert.Equal((9 * 0.25) + 0.75, c.YY, 1e-12);
        Assert.Equal(9, c.Determinant, 1e-12);
        Assert.Equal(10, c.Trace, 1e-12);
    }

    [Fact]
    public void DegenerateShapesAreRefusedWithAReason()
    {
        Assert.Contains(
            "not positive definite",
            Assert.Throws<ArgumentException>(() => CholeskyShape<double>.FromCovariance(new(1, 1, 1))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EulerShape<double>.FromCovariance(new(1, 2, 1)));
        Assert.Throws<ArgumentException>(() => InverseCovarianceShape<float>.FromCovariance(new(float.NaN, 0, 1)));
        Assert.Equal("a scale is not positive", new EulerShape<float>(0, 1, 0).Defect());
        Assert.Equal("a scale is infinite", new CholeskyShape<float>(1, 0, float.PositiveInfinity).Defect());
        Assert.Equal("a scale is not a number", new CholeskyShape<float>(float.NaN, 0, 1).Defect());
        Assert.Equal("a parameter is not finite", new LogRadiusShape<float>(float.NaN, 1, 0).Defect());
        Assert.Equal("the matrix is not positive definite", new InverseCovarianceShape<double>(1, 2, 1).Defect());
        Assert.Equal(double.PositiveInfinity, new Covariance<double>(1, 1, 1).ConditionNumber);
    }

    [Fact]
    public void TheStoreKeepsSingleGaussians()
    {
        using var store = new GaussianStore(2);
        var gaussian = new Gaussian2D<float, CholeskyShape<float>>(
            0.25f, 0.75f, new(2, -1, 3), new(0.1f, 0.2f, 0.3f, 0.4f), 0.5f, 6);
        store[1] = gaussian;
        Assert.Equal(gaussian, store[1]);
        Assert.Equal("the position is not finite", (gaussian with { X = float.NaN }).Defect());
        Assert.Equal("the opacity is negative or not finite", (gaussian with { Opacity = -1 }).Defect());
        Assert.Null(gaussian.Defect());
    }

    private static void Law(Action<EulerShape<double>> law) =>
        Prop.ForAll(Shapes, law).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void AssertNear(Covariance<double> expected, Covariance<double> actual, double relative = 1e-9)
    {
        Assert.Equal(1, actual.XX / expected.XX, relative);
        Assert.Equal(1, actual.YY / expected.YY, relative);
        Assert.Equal(expected.XY, actual.XY, relative * expected.Trace);
    }
}
