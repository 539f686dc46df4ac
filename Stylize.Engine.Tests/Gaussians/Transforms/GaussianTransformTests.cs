using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Tests.Gaussians.Transforms;

/// <summary>Transforms compared with the rendered pictures.</summary>
public sealed class GaussianTransformTests
{
    private static readonly GaussianCompositing[] All = Enum.GetValues<GaussianCompositing>();

    [Fact]
    public void A_quarter_turn_of_the_model_is_a_quarter_turn_of_the_picture()
    {
        foreach (var compositing in All)
        {
            using var model = RandomModel.Create(41, 150, 50, 30, compositing);
            using var turned = GaussianTransforms.Rotate(model, 90);
            using var before = GaussianRenderer.Render(model);
            using var after = GaussianRenderer.Render(turned);
            Assert.Equal((30, 50), (after.Width, after.Height));
            Pictures.AssertPart(Paint(30, 50, (x, y) => before[y, 29 - x]), after);
        }
    }

    [Theory]
    [InlineData(40, 30, 30, 50, 46)] // 40 cos 30 + 30 sin 30 = 49.64, 40 sin 30 + 30 cos 30 = 45.98
    [InlineData(40, 30, 90, 30, 40)]
    [InlineData(40, 30, -450, 30, 40)]
    [InlineData(100, 100, 45, 142, 142)]
    public void The_canvas_contains_the_rotated_picture(
        int width, int height, double degrees, int turnedWidth, int turnedHeight) =>
        Assert.Equal((turnedWidth, turnedHeight), GaussianTransforms.RotatedSize(width, height, degrees));

    [Fact]
    public void A_rotated_picture_has_the_rotated_colors()
    {
        using var model = RandomModel.Create(42, 80, 60, 40);
        using var turned = GaussianTransforms.Rotate(model, 30);
        using var after = GaussianRenderer.RenderSamples(turned);
        var (sin, cos) = Math.SinCos(30 * Math.PI / 180);
        foreach (var (x, y) in Coordinates(turned.Width, turned.Height))
        {
            // The position before the rotation: back by 30 degrees about the center, with y pointing down.
            var (dx, dy) = (x + .5 - (turned.Width / 2.0), y + .5 - (turned.Height / 2.0));
            var (u, v) = ((cos * dx) + (sin * dy) + 30, (-sin * dx) + (cos * dy) + 20);
            Assert.Equal(Math.Clamp(model.Evaluate(u, v).R, 0, 1), after.Planes[0][x, y], 2e-3);
        }
    }

    [Fact]
    public void A_crop_shows_a_part_of_the_picture_and_drops_Gaussians_outside()
    {
        foreach (var compositing in All)
        {
            using var model = RandomModel.Create(44, 300, 80, 60, compositing);
            using var part = GaussianTransforms.Crop(model, 20, 10, 30, 25);
            using var before = GaussianRenderer.Render(model);
            using var after = GaussianRenderer.Render(part);
            Assert.Equal((30, 25), (after.Width, after.Height));
            Pictures.AssertPart(before, after, 20, 10);
            Assert.Equal(Enumerable.Range(0, 300).Count(i => Touches(model.Store[i])), part.Count);
        }

        static bool Touches(Gaussian2D<float, CholeskyShape<float>> g)
        {
            var covariance = g.Shape.Covariance();
            var (reachX, reachY) = (3.5f * MathF.Sqrt(covariance.XX), 3.5f * MathF.Sqrt(covariance.YY));
            return Math.Abs((80 * g.X) - 35) < 15 + reachX && Math.Abs((60 * g.Y) - 22.5f) < 12.5f + reachY;
        }
    }

    [Fact]
    public void A_crop_beyond_the_picture_adds_to_the_canvas()
    {
        using var model = RandomModel.Create(52, 100, 40, 30);
        using var larger = GaussianTransforms.Crop(model, -5, -7, 60, 50);
        using var back = GaussianTransforms.Crop(larger, 5, 7, 40, 30);
        using var before = GaussianRenderer.Render(model);
        using var after = GaussianRenderer.Render(back);
        Assert.Equal((40, 30), (after.Width, after.Height));
        Pictures.AssertPart(before, after);
    }

    [Fact]
    public void Translation_moves_whole_pixels()
    {
        using var model = RandomModel.Create(45, 100, 60, 60);
        using var moved = GaussianTransforms.Translate(model, 7, -3);
        using var before = GaussianRenderer.Render(model);
        using var after = GaussianRenderer.Render(moved);
        Pictures.AssertPart(after, Paint(53, 57, (x, y) => before[x, y + 3]), 7);
    }

    [Fact]
    public void A_resized_model_renders_as_a_rendering_of_that_size()
    {
        using var model = RandomModel.Create(46, 100, 40, 30);
        using var larger = GaussianTransforms.Resize(model, 120, 60);
        using var expected = GaussianRenderer.Render(model, new RenderOptions { Width = 120, Height = 60 });
        using var actual = GaussianRenderer.Render(larger);
        Pictures.AssertPart(expected, actual);
    }

    [Theory]
    [InlineData(40, 0, 80, 30)]
    [InlineData(-40, -30, 80, 60)]
    [InlineData(5, 6, 45, 36)]
    public void The_canvas_contains_both_pictures(int x, int y, int width, int height)
    {
        using var a = Inside(48);
        using var b = Inside(49);
        using var both = GaussianTransforms.Join(a, b, x, y);
        Assert.Equal((width, height), (both.Width, both.Height));
        Assert.Equal(80, both.Count);
    }

    [Theory]
    [InlineData(GaussianCompositing.Normalized)]
    [InlineData(GaussianCompositing.Over)]
    public void Pictures_side_by_side_stay_unchanged_with_any_epsilon(GaussianCompositing compositing)
    {
        using var a = Inside(48, compositing);
        using var model = Inside(49, compositing);
        using var b = model.With(model.Store.Clone(), 40, 30, model.Cutoff, .04f, model.Metadata);
        using var both = GaussianTransforms.Join(a, b, -40, 0);
        using var expectedA = GaussianRenderer.Render(a);
        using var expectedB = GaussianRenderer.Render(b);
        using var actual = GaussianRenderer.Render(both);
        Pictures.AssertPart(actual, expectedA, 40);
        Pictures.AssertPart(actual, expectedB);
    }

    [Fact]
    public void Half_the_Gaussians_of_a_joined_picture_are_half_of_each()
    {
        using var a = Inside(48);
        using var b = Inside(49);
        for (var i = 0; i < 40; i++)
        {
            b.Store.Weight[i] += 100;
        }

        using var both = GaussianTransforms.Join(a, b, 40, 0);
        var shown = Heaviest.Share(both.Store, .5);
        Assert.Equal(20, shown.Count(i => i < 40));
    }

    [Fact]
    public void Models_that_differ_and_maps_without_inverse_are_refused()
    {
        using var a = RandomModel.Create(50, 5, 10, 10);
        using var b = RandomModel.Create(50, 5, 10, 10, GaussianCompositing.Over);
        Assert.Throws<ArgumentException>(() => GaussianTransforms.Join(a, b, 0, 0));
        Assert.Throws<ArgumentException>(() => GaussianTransforms.Map(a, new AffineMap(1, 1, 1, 1, 0, 0), 10, 10));
    }

    /// <summary>Creates Gaussians that do not touch the borders.</summary>
    private static GaussianModel Inside(int seed, GaussianCompositing compositing = GaussianCompositing.Normalized)
    {
        var model = RandomModel.Create(seed, 40, 40, 30, compositing);
        for (var i = 0; i < 40; i++)
        {
            model.Store.X[i] = 0.3f + (0.4f * model.Store.X[i]);
            (model.Store.L11[i], model.Store.L21[i], model.Store.L22[i]) = (2.5f, 0.5f, 2);
        }

        return model;
    }
}
