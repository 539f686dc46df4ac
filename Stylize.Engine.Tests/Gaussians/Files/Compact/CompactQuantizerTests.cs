using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Compact;

public sealed class CompactQuantizerTests
{
    [Fact]
    public void StaysWithinItsBounds()
    {
        Prop.ForAll(Gen.Choose(0, 1 << 30).ToArbitrary(), seed =>
        {
            foreach (var steps in new[] { CompactSteps.Fine, CompactSteps.Coarse })
            {
                using var model = RandomModel.Create(seed, 50, 1000, 700, hasAlpha: true);
                var quantizer = new CompactQuantizer(steps);
                for (var i = 0; i < model.Count; i++)
                {
                    CheckBounds(quantizer, model.Store[i]);
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void VectorsQuantizeLikeOneGaussian()
    {
        using var model = RandomModel.Create(9, 1002, 1000, 700, hasAlpha: true);
        (model.Store.Opacity[0], model.Store.Opacity[1], model.Store.A[2]) = (0, 1, 0);
        var quantizer = new CompactQuantizer(CompactSteps.Fine);
        var vectors = new ModelQuantizer(model, quantizer);
        vectors.Quantize(0, 500);
        vectors.Quantize(500, model.Count);
        for (var i = 0; i < model.Count; i++)
        {
            var g = model.Store[i];
            var expected = Quantize(quantizer, 1000.0 * g.X, 700.0 * g.Y, g);
            Assert.True(expected.HasValuesOf(vectors.Gaussians[i]));
            var shape = CompactQuantizer.Shape(expected, quantizer.Scales(expected));
            var larger =
                Math.Max(shape.L11, Math.Sqrt((shape.L21 * (double)shape.L21) + (shape.L22 * (double)shape.L22)));
            Assert.Equal(larger, vectors.Deviations[i], 1e-5 * larger);
        }
    }

    private static CompactGaussian Quantize(
        CompactQuantizer quantizer, double x, double y,
        Gaussian2D<float, Stylize.Engine.Gaussians.Shapes.CholeskyShape<float>> g)
    {
        var target = CompactQuantizer.TargetOf(x, y, g.Shape, g.Color, g.Opacity);
        var quantized = quantizer.QuantizeShape(ref target);
        quantizer.QuantizeColor(ref quantized, ref target, g.Color.A);
        return quantized;
    }

    private static void CheckBounds(
        CompactQuantizer quantizer, Gaussian2D<float, Stylize.Engine.Gaussians.Shapes.CholeskyShape<float>> g)
    {
        var (x, y) = (1000.0 * g.X, 700.0 * g.Y);
        var q = Quantize(quantizer, x, y, g);
        var scales = quantizer.Scales(q);
        var (dropX, dropY) = CompactQuantizer.Drops(q, scales);
        var center = CompactQuantizer.Center(q);
        Assert.Equal(x, center.X, (1 << dropX) / 32.0 + 1e-9);
        Assert.Equal(y, center.Y, (1 << dropY) / 32.0 + 1e-9);

        var octaves = Step(quantizer.Steps.Opacity);
        Assert.Equal(0, Math.Log2(g.Opacity / quantizer.Opacity(q)), octaves / 2 + 1e-5);

        var o = (int)Math.Round(8 * q.Opacity * octaves);
        var sizeStep = Step((byte)(quantizer.Steps.Size + (o / 5)));
        var shape = CompactQuantizer.Shape(q, scales);
        Assert.Equal(
            Root(g.Shape.L11 * (double)g.Shape.L22), Root(shape.L11 * (double)shape.L22), sizeStep / 2 + 1e-5);

        var ((u1, v1), (u2, v2)) = (Elongation(g.Shape), Elongation(shape));
        Assert.Equal(u1, u2, scales.Elongation / 8192.0 + (1e-5 * (1 + Math.Abs(u1))));
        Assert.Equal(v1, v2, scales.Elongation / 8192.0 + (1e-5 * (1 + Math.Abs(v1))));

        var color = CompactQuantizer.Color(q, scales);
        Assert.Equal(Luma(g.Color), Luma(color), scales.Luma / 8192.0 + 1e-5);
        Assert.Equal(g.Color.R - g.Color.B, color.R - color.B, scales.Chroma / 8192.0 + 1e-5);
        Assert.Equal(g.Color.A, color.A, 0.5 / 63 + 1e-6);
    }

    private static double Step(byte code) => Math.Pow(2, (code / 8.0) - 8);

    /// <summary>Computes the fourth root of the geometric mean of the standard deviations.</summary>
    private static double Root(double product) => Math.Pow(product, 1.0 / 8);

    private static double Luma(GaussianColor<float> c) => (c.R + (2 * c.G) + c.B) / 4;

    /// <summary>
    /// Computes (u, v) from the eigenvalues of the covariance: length e - 1/e and twice the angle of the longer axis. e
    /// is the root of the axis ratio.
    /// </summary>
    private static (double U, double V) Elongation(Stylize.Engine.Gaussians.Shapes.CholeskyShape<float> s)
    {
        var (xx, xy, yy) =
            ((double)s.L11 * s.L11, (double)s.L11 * s.L21, ((double)s.L21 * s.L21) + ((double)s.L22 * s.L22));
        var half = Math.Sqrt((((xx - yy) * (xx - yy)) / 4) + (xy * xy));
        var large = ((xx + yy) / 2) + half;
        var small = ((xx * yy) - (xy * xy)) / large;
        var e = Math.Pow(large / small, 0.25);
        var twice = Math.Atan2(xy, (xx - yy) / 2);
        return ((e - (1 / e)) * Math.Cos(twice), (e - (1 / e)) * Math.Sin(twice));
    }
}
