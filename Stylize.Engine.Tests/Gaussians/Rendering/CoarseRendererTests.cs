using System.Runtime.Intrinsics;

namespace Stylize.Engine.Tests.Gaussians.Rendering;

public sealed unsafe class CoarseRendererTests
{
    private const int Width = 700, Height = 150;

    [Theory]
    [InlineData(GaussianCompositing.Normalized, GaussianBlendSpace.Srgb)]
    [InlineData(GaussianCompositing.Normalized, GaussianBlendSpace.Linear)]
    [InlineData(GaussianCompositing.Additive, GaussianBlendSpace.Srgb)]
    public void Pictures_match_windows_evaluated_at_every_sample(
        GaussianCompositing compositing, GaussianBlendSpace space)
    {
        // More than one tile in both directions.
        var count = compositing == GaussianCompositing.Additive ? 20 : 150;
        using var model = RandomModel.Create(81, count, Width, Height, compositing, hasAlpha: false, space);
        var (columns, rows) = (SampleGrid.Coarse(600, Width), SampleGrid.Coarse(130, Height));
        using var picture = Draw(model, columns, rows);
        for (var y = 0; y < picture.Height; y += 5)
        {
            for (var x = 0; x < picture.Width; x += 7)
            {
                Assert.All(
                    Evaluate(model, columns, rows, x, y).Zip(picture.Planes),
                    channel => Assert.Equal(channel.First, channel.Second[x, y], 2e-3));
            }
        }
    }

    [Fact]
    public void Models_of_other_windows_or_large_Gaussians_are_drawn_like_full_pictures()
    {
        using var opaque = RandomModel.Create(82, 10, Width, Height);
        using var translucent =
            RandomModel.Create(82, 10, Width, Height, GaussianCompositing.Normalized, hasAlpha: true);
        using var over = RandomModel.Create(82, 10, Width, Height, GaussianCompositing.Over);
        Assert.True(CoarseRenderer.CanDraw(opaque, 60));
        Assert.False(CoarseRenderer.CanDraw(translucent, 60));
        Assert.False(CoarseRenderer.CanDraw(over, 60));
        Assert.False(CoarseRenderer.CanDraw(GaussianRenderer.WithWideWindows(opaque), 60));
        Assert.False(CoarseRenderer.CanDraw(opaque, 61));
    }

    private static SampleImage<float> Draw(GaussianModel model, SampleGrid columns, SampleGrid rows)
    {
        using var picture = new CoarsePicture(columns.Pixels, rows.Pixels, hasAlpha: false);
        CoarseRenderer.Draw<Lanes256, Vector256<float>>(model, columns, rows, picture, 2, default);
        Raster<float>[] planes =
            [.. Enumerable.Range(0, 3).Select(_ => new Raster<float>(columns.Pixels, rows.Pixels))];
        var image = new SampleImage<float>(planes, false, 32);
        picture.Enlarge<Lanes256, Vector256<float>>(columns.Pixels, rows.Pixels, new PlaneSink(image), 1, default);
        return image;
    }

    /// <summary>Sums the windows (1 - q / r^2)^4 of all Gaussians at a sample, in double precision.</summary>
    private static double[] Evaluate(GaussianModel model, SampleGrid columns, SampleGrid rows, int x, int y)
    {
        var (sums, weights) = (new double[3], 0.0);
        var inverseWeight = model.Compositing == GaussianCompositing.Normalized
            ? GaussianPreparer.InverseWeight(model) : 0;
        for (var i = 0; i < model.Count; i++)
        {
            var shape = model.Store[i].Shape.Covariance();
            var (px, py) = (columns.PerSource, rows.PerSource);
            var (xx, xy, yy) = (shape.XX * px * px, shape.XY * px * py, shape.YY * py * py);
            var before = (xx * yy) - (xy * xy);
            (xx, yy) = (xx + columns.AddedVariance, yy + rows.AddedVariance);
            var after = (xx * yy) - (xy * xy);
            var (dx, dy) =
                (x + 0.5 - (model.Store.X[i] * columns.Samples), y + 0.5 - (model.Store.Y[i] * rows.Samples));
            var q = ((yy * dx * dx) - (2 * xy * dx * dy) + (xx * dy * dy)) / after;
            var window = Math.Pow(Math.Max(0, 1 - (q / CoarseKernel.SquaredRadius)), 4);
            var share = Math.Sqrt(before / after);
            double opacity = model.Store.Opacity[i];
            opacity /= 1 + (opacity * (1 - share) * inverseWeight);
            var edge = model.Cutoff * model.Cutoff / 2.0;
            var mass = 2 * Math.PI * (1 - (Math.Exp(-edge) * (1 + edge))) / (Math.PI * CoarseKernel.SquaredRadius / 5);
            var weight = opacity * share * mass * window;
            weights += weight;
            sums[0] += weight * model.Store.R[i];
            sums[1] += weight * model.Store.G[i];
            sums[2] += weight * model.Store.B[i];
        }

        var background = model.Background;
        var isNormalized = model.Compositing == GaussianCompositing.Normalized;
        var behind = isNormalized ? model.Epsilon : 1.0;
        double[] back = [background.R, background.G, background.B];
        return [.. Enumerable.Range(0, 3).Select(k =>
        {
            var value = Math.Clamp((sums[k] + (behind * back[k])) / (isNormalized ? weights + behind : 1), 0, 1);
            return model.BlendSpace == GaussianBlendSpace.Linear ? Srgb.FromLinear((float)value) : value;
        })];
    }
}
