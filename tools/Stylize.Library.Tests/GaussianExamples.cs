namespace Stylize.Library.Tests;

/// <summary>Gaussian models: shapes, evaluation, compositing, rendering, transforms, files.</summary>
public sealed class GaussianExamples
{
    [Fact]
    public void Parameterizations_and_conversions()
    {
        // example: Shapes
        // Standard deviations of 8 and 2 pixels along axes that are rotated by 30 degrees.
        var euler = new EulerShape<double>(SigmaX: 8, SigmaY: 2, Angle: Math.PI / 6);

        // Every shape converts to every other through its covariance.
        var cholesky = CholeskyShape<double>.FromCovariance(euler.Covariance());
        var logRadius = LogRadiusShape<double>.FromCovariance(cholesky.Covariance());
        var inverse = InverseCovarianceShape<double>.FromCovariance(logRadius.Covariance());
        var back = EulerShape<double>.FromCovariance(inverse.Covariance());
        // end

        Assert.Equal(8, back.SigmaX, 1e-9);
        Assert.Equal(2, back.SigmaY, 1e-9);
        Assert.Equal(Math.PI / 6, back.Angle, 1e-9);
        Assert.Equal(Math.Log(4), logRadius.LogRadius, 1e-9); // the geometric mean of 8 and 2
        Assert.Null(cholesky.Defect());
    }

    [Fact]
    public void A_single_gaussian()
    {
        // example: SingleGaussian
        var gaussian = new Gaussian2D<float, EulerShape<float>>(
            X: 0.5f, Y: 0.5f, new EulerShape<float>(6, 3, 0), new GaussianColor<float>(1, 0, 0, 1),
            Opacity: 1, Weight: 1);
        var fast = gaussian.Convert<InverseCovarianceShape<float>>(); // no division left in the squared distance
        var covariance = fast.Shape.Covariance();
        // Half the box of 3 sigmas.
        var (reachX, reachY) = (3 * MathF.Sqrt(covariance.XX), 3 * MathF.Sqrt(covariance.YY));
        // end

        // Three standard deviations of 6 and 3 pixels.
        Assert.Equal(18, reachX, 1e-3);
        Assert.Equal(9, reachY, 1e-3);
    }

    [Fact]
    public void Evaluation()
    {
        using var model = Two(GaussianCompositing.Normalized);

        // example: Evaluation
        // The weight exp(-q/2) at an offset of (8, 2) pixels from the center.
        var shape = new EulerShape<double>(8, 2, 0);
        var inverse = shape.InverseCovariance();
        var (dx, dy) = (8.0, 2.0);
        var q = (inverse.XX * dx * dx) + (2 * inverse.XY * dx * dy) + (inverse.YY * dy * dy); // 2
        var weight = Math.Exp(-q / 2);

        // The color of a model at a point, in source pixels.
        var color = model.Evaluate(10.5, 20.5);
        // end

        Assert.Equal(Math.Exp(-1), weight, 1e-12);
        Assert.True(color.R > 0.94 && color.B < 0.06);
    }

    [Fact]
    public void Compositing_and_blend_spaces()
    {
        // example: Compositing
        // Two Gaussians in a picture of 40 x 40 pixels: a red one in front of a blue one.
        var store = new GaussianStore(2);
        store[0] = new(
            0.25f, 0.5f, new CholeskyShape<float>(6, 0, 6), new GaussianColor<float>(1, 0, 0, 1),
            Opacity: 0.5f, Weight: 2);
        store[1] = new(
            0.25f, 0.5f, new CholeskyShape<float>(12, 0, 12), new GaussianColor<float>(0, 0, 1, 1),
            Opacity: 1, Weight: 1);
        using var over = new GaussianModel(store, width: 40, height: 40) { Compositing = GaussianCompositing.Over };
        using var additive = new GaussianModel(store.Clone(), 40, 40) { Compositing = GaussianCompositing.Additive };
        using var linear = new GaussianModel(store.Clone(), 40, 40)
        {
            Compositing = GaussianCompositing.Over,
            BlendSpace = GaussianBlendSpace.Linear,
        };

        using var front = GaussianRenderer.Render(over);
        using var sum = GaussianRenderer.Render(additive);
        using var encoded = GaussianRenderer.Render(linear);
        // end

        // Half of the red one, in front of the blue one or added to it. The pixel's center is half a pixel from the
        // Gaussians' in both axes, and linear light of one half is about 188 in sRGB.
        Assert.InRange(front[10, 20].R, 125, 128);
        Assert.InRange(front[10, 20].B, 125, 129);
        Assert.InRange(sum[10, 20].R, 125, 128);
        Assert.InRange(sum[10, 20].B, 252, 255);
        Assert.InRange(encoded[10, 20].R, 184, 188);
    }

    [Fact]
    public void Rendering_at_any_scale()
    {
        using var model = Two(GaussianCompositing.Normalized);

        // example: Rendering
        using var whole = GaussianRenderer.Render(model, new RenderOptions { Width = 200 }, maxThreads: 2);
        // Half of the detail.
        using var preview = GaussianRenderer.Render(model, new RenderOptions { Scale = 0.5, Level = 0.5 });

        // A region of the source, ten times as large: crop the Gaussians, then render the crop.
        using var region = GaussianTransforms.Crop(model, x: 5, y: 10, width: 20, height: 15);
        using var enlarged = GaussianRenderer.Render(region, new RenderOptions { Scale = 10 });
        // end

        Assert.Equal((200, 200), (whole.Width, whole.Height));
        Assert.Equal((20, 20), (preview.Width, preview.Height));
        Assert.Equal((200, 150), (enlarged.Width, enlarged.Height));
        using var all = GaussianRenderer.Render(model, new RenderOptions { Scale = 10 });
        for (var y = 0; y < enlarged.Height; y++)
        {
            for (var x = 0; x < enlarged.Width; x++)
            {
                Assert.InRange(enlarged[x, y].R - all[x + 50, y + 100].R, -1, 1);
            }
        }
    }

    [Fact]
    public void Transforms()
    {
        using var model = Two(GaussianCompositing.Normalized);

        // example: Transforms
        // Every transform changes the parameters of the Gaussians; nothing is resampled.
        using var moved = GaussianTransforms.Translate(model, x: 4, y: -2);
        using var turned = GaussianTransforms.Rotate(model, degrees: 90);
        using var larger = GaussianTransforms.Resize(model, width: 80, height: 80);
        using var cropped = GaussianTransforms.Crop(model, x: 0, y: 10, width: 20, height: 20);
        using var joined = GaussianTransforms.Join(model, moved, x: 40, y: 0);
        // end

        Assert.Equal((14, 18), (moved.Store.X[0] * 40, moved.Store.Y[0] * 40));
        Assert.Equal(20, turned.Store.X[0] * 40, 1e-3); // clockwise about (20, 20)
        Assert.Equal(10, turned.Store.Y[0] * 40, 1e-3);
        Assert.Equal((20, 2 * model.Store.L11[0]), (larger.Store.X[0] * 80, larger.Store.L11[0]));
        Assert.Equal((10, 10), (cropped.Store.X[0] * 20, cropped.Store.Y[0] * 20));
        Assert.Equal(2 * model.Count, joined.Count);
    }

    [Fact]
    public void Files()
    {
        using var model = Two(GaussianCompositing.Additive);

        // example: GaussianFiles
        var bytes = GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless);
        using var file = GaussianFileReader.Read(bytes, "two Gaussians");

        // The part of a file that has arrived so far.
        var arrived = bytes.AsMemory(0, bytes.Length - 8);
        using var part = GaussianFileReader.Read(arrived, "a part", new GaussianReadOptions { AllowPrefix = true });
        // end

        Assert.True(file.IsComplete);
        Assert.False(part.IsComplete);
        Assert.Equal(GaussianCompositing.Additive, file.Model.Compositing);
        Assert.Equal(model.Store.L11.ToArray().Order(), file.Model.Store.L11.ToArray().Order());
    }

    /// <summary>A red Gaussian at (10, 20) and a blue one at (30, 20) in 40 x 40 pixels.</summary>
    private static GaussianModel Two(GaussianCompositing compositing)
    {
        var store = new GaussianStore(2);
        store[0] = new(
            0.25f, 0.5f, new CholeskyShape<float>(4, 0, 6), new GaussianColor<float>(1, 0, 0, 1),
            Opacity: 1, Weight: 2);
        store[1] = new(
            0.75f, 0.5f, new CholeskyShape<float>(4, 0, 6), new GaussianColor<float>(0, 0, 1, 1),
            Opacity: 1, Weight: 1);
        return new GaussianModel(store, 40, 40) { Compositing = compositing };
    }
}
