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
}
