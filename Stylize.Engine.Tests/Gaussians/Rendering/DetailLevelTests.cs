using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Tests.Gaussians.Rendering;

public sealed class DetailLevelTests
{
    private const int Width = 90, Height = 60;

    [Theory]
    [InlineData(.25, 800, 400, 800, 400, 1, 400, 200)] // A quarter of the pixels
    [InlineData(.0025, 800, 400, 800, 400, 1, 40, 20)]
    [InlineData(.25, 800, 400, 800, 400, .01, 180, 90)] // Of few Gaussians fewer: 1 / (1 + 3 * 6.25) of the pixels
    [InlineData(.25, 8000, 4000, 800, 400, .01, 185, 92)] // Whatever the size of the picture
    [InlineData(.01, 2, 2, 2, 2, 1, 1, 1)]
    [InlineData(.5, 800, 400, 800, 400, 0, 1, 1)]
    [InlineData(.5, 1 << 17, 1 << 17, 1 << 17, 1 << 17, 1, 1 << 14, 1 << 14)]
    [InlineData(1, 800, 400, 800, 400, 1)] // The picture itself, of which a level would save nothing
    [InlineData(.8, 800, 400, 800, 400, 1)]
    [InlineData(.25, 40, 20, 800, 400, 1)]
    [InlineData(.25, 800, 400, 800, 400, double.NaN)]
    public void A_level_has_a_coarse_picture_of_its_own(
        double level, int width, int height, int modelWidth, int modelHeight, double perPixel, params int[] expected)
    {
        var size = DetailLevel.CoarseSize(level, width, height, modelWidth, modelHeight, perPixel);
        Assert.Equal(expected, size is var (columns, rows) ? [columns, rows] : []);
    }

    [Theory]
    [InlineData(GaussianCompositing.Normalized, false, GaussianBlendSpace.Srgb)]
    [InlineData(GaussianCompositing.Normalized, true, GaussianBlendSpace.Linear)]
    [InlineData(GaussianCompositing.Additive, false, GaussianBlendSpace.Srgb)]
    [InlineData(GaussianCompositing.Additive, true, GaussianBlendSpace.Srgb)]
    [InlineData(GaussianCompositing.Over, false, GaussianBlendSpace.Linear)]
    [InlineData(GaussianCompositing.Over, true, GaussianBlendSpace.Srgb)]
    public void Lower_levels_are_softer_and_close_to_the_full_picture(
        GaussianCompositing compositing, bool hasAlpha, GaussianBlendSpace space)
    {
        using var model = RandomModel.Create(
            71, compositing == GaussianCompositing.Additive ? 12 : 150, Width, Height, compositing, hasAlpha, space);
        using var full = GaussianRenderer.RenderSamples(model);
        var last = 0.0;
        foreach (var level in (double[])[.6, .3, .1, .04])
        {
            using var picture = GaussianRenderer.RenderSamples(model, new RenderOptions { Level = level });
            var error = Error(picture, full);
            Assert.InRange(error, last, .12);
            last = error;
        }
    }

    [Fact]
    public void A_model_of_one_color_keeps_it_at_every_level()
    {
        using var model = RandomModel.Create(72, 60, Width, Height);
        foreach (var plane in (int[])[5, 6, 7])
        {
            model.Store.Plane(plane).Fill(.6f);
        }

        using var flat = new GaussianModel(model.Store.Clone(), Width, Height) { Background = new(.6f, .6f, .6f, 1) };
        foreach (var level in (double[])[.5, .1, .01])
        {
            using var picture = GaussianRenderer.RenderSamples(flat, new RenderOptions { Level = level });
            Assert.All(picture.Planes[1].Values(), v => Assert.Equal(.6f, v, 1e-5));
        }
    }

    [Fact]
    public void Levels_leave_no_holes()
    {
        using var store = new GaussianStore(400);
        for (var i = 0; i < 400; i++)
        {
            (store.X[i], store.Y[i]) = ((i % 20 + 0.5f) / 20, (i / 20 + 0.5f) / 20);
            (store.L11[i], store.L22[i], store.R[i], store.Weight[i]) = (2.5f, 2.5f, 1, i);
        }

        using var model = new GaussianModel(store.Clone(), 100, 100);
        foreach (var level in (double[])[.5, .1, .01])
        {
            using var image = GaussianRenderer.Render(model, new RenderOptions { Level = level });
            Assert.All(image.Values(), p => Assert.True(p.R > 250));
        }
    }

    [Fact]
    public void A_small_opaque_Gaussian_among_faint_ones_is_no_larger_than_its_area()
    {
        using var store = new GaussianStore(401);
        for (var i = 0; i < 400; i++)
        {
            (store.X[i], store.Y[i], store.Opacity[i]) = ((i % 20 + 0.5f) / 20, (i / 20 + 0.5f) / 20, 0.02f);
            (store.L11[i], store.L22[i]) = (5, 5);
        }

        (store.X[400], store.Y[400], store.L11[400], store.L22[400], store.R[400]) = (0.505f, 0.505f, 0.5f, 0.5f, 1);
        using var model = new GaussianModel(store.Clone(), 100, 100) { Epsilon = 1e-6f };
        using var full = GaussianRenderer.RenderSamples(model);
        using var coarse = GaussianRenderer.RenderSamples(model, new RenderOptions { Level = .01 });
        Assert.True(full.Planes[0][50, 50] > .8);
        Assert.InRange(coarse.Planes[0].Values().Sum() / full.Planes[0].Values().Sum(), .3, 1.5);
    }

    [Fact]
    public void A_region_has_the_detail_of_the_whole_picture()
    {
        using var model = RandomModel.Create(75, 80, Width, Height);
        var options = new RenderOptions { Level = .3, GaussiansPerPixel = model.Count / ((double)Width * Height) };
        using var whole = GaussianRenderer.RenderSamples(model, options);
        using var part = GaussianTransforms.Crop(model, 30, 20, 30, 20, null);
        using var picture = GaussianRenderer.RenderSamples(part, options);
        Assert.InRange(Coordinates(30, 20).Average(
            at => Math.Abs(picture.Planes[0][at.X, at.Y] - whole.Planes[0][at.X + 30, at.Y + 20])), 0, .02);
    }

    /// <summary>Returns the root of the mean squared difference of two images.</summary>
    private static double Error(SampleImage<float> a, SampleImage<float> b) => Math.Sqrt(
        a.Planes.Zip(b.Planes).SelectMany(pair => pair.First.Values().Zip(pair.Second.Values()))
            .Average(pair => Math.Pow(pair.First - pair.Second, 2)));
}
