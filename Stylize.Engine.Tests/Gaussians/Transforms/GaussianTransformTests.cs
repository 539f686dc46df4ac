using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Transforms;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Gaussians.Transforms;

public sealed class GaussianTransformTests
{
    private static readonly GaussianCompositing[] All = Enum.GetValues<GaussianCompositing>();

    [Fact]
    public void AQuarterTurnOfTheModelIsAQuarterTurnOfThePicture()
    {
        foreach (var compositing in All)
        {
            using var model = RandomModel.Create(41, 150, 50, 30, compositing);
            using var turned = GaussianTransforms.RotateQuarter(model);
            AssertSame(model, turned, 30, 50, (x, y) => (y, 29 - x));
        }
    }

    [Fact]
    public void FourQuarterTurnsAreNone()
    {
        using var model = RandomModel.Create(42, 50, 50, 30);
        using var a = GaussianTransforms.RotateQuarter(model);
        using var b = GaussianTransforms.RotateQuarter(a);
        using var c = GaussianTransforms.RotateQuarter(b);
        using var d = GaussianTransforms.RotateQuarter(c);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(model.Store.X[i], d.Store.X[i], 1e-6);
            Assert.Equal(model.Store.L11[i], d.Store.L11[i], 1e-4 * model.Store.L11[i]);
            Assert.Equal(model.Store.L21[i], d.Store.L21[i], 1e-4 * (model.Store.L11[i] + MathF.Abs(model.Store.L21[i])));
        }
    }

    [Fact]
    public void RotationAboutTheMiddleByHalfATurnFlipsBothAxes()
    {
        using var model = RandomModel.Create(43, 100, 40, 30);
        using var turned = GaussianTransforms.Rotate(model, 180);
        AssertSame(model, turned, 40, 30, (x, y) => (39 - x, 29 - y));
    }

    [Fact]
    public void ACropIsAPartOfThePicture()
    {
        foreach (var compositing in All)
        {
            using var model = RandomModel.Create(44, 300, 80, 60, compositing);
            using var part = GaussianTransforms.Crop(model, 20, 10, 30, 25);
            Assert.True(part.Count < 300);
            AssertSame(model, part, 30, 25, (x, y) => (x + 20, y + 10));
        }
    }

    [Fact]
    public void TranslationMovesWholePixels()
    {
        using var model = RandomModel.Create(45, 100, 60, 60);
        using var moved = GaussianTransforms.Translate(model, 7, -3);
        using var before = GaussianRenderer.Render(model);
        using var after = GaussianRenderer.Render(moved);
        for (var y = 0; y < 57; y++)
        {
            for (var x = 7; x < 60; x++)
            {
                Assert.InRange(after[x, y].R - before[x - 7, y + 3].R, -1, 1);
            }
        }
    }

    [Fact]
    public void AResizedModelRendersLikeAScaledRendering()
    {
        using var model = RandomModel.Create(46, 100, 40, 30);
        using var larger = GaussianTransforms.Resize(model, 120, 60);
        using var expected = GaussianRenderer.Render(model, new RenderOptions { Width = 120, Height = 60 });
        using var actual = GaussianRenderer.Render(larger);
        for (var y = 0; y < 60; y++)
        {
            for (var x = 0; x < 120; x++)
            {
                Assert.InRange(actual[x, y].G - expected[x, y].G, -1, 1);
            }
        }
    }

    [Fact]
    public void TwoHalvesMakeTheWhole()
    {
        using var model = RandomModel.Create(47, 101, 40, 30);
        using var first = model.With(model.Store.Gather([.. Enumerable.Range(0, 50)]));
        using var second = model.With(model.Store.Gather([.. Enumerable.Range(50, 51)]));
        using var whole = GaussianTransforms.Concatenate(first, second, 0, 0, 40, 30);
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            for (var i = 0; i < 101; i++)
            {
                Assert.Equal(model.Store.Plane(plane)[i], whole.Store.Plane(plane)[i], 1e-4);
            }
        }
    }

    [Fact]
    public void PicturesSideBySideStayWhatTheyWere()
    {
        using var a = Inside(48);
        using var b = Inside(49);
        using var both = GaussianTransforms.Concatenate(a, b, 40, 0, 80, 30);
        using var expectedA = GaussianRenderer.Render(a);
        using var expectedB = GaussianRenderer.Render(b);
        using var actual = GaussianRenderer.Render(both);
        for (var x = 0; x < 40; x++)
        {
            Assert.InRange(actual[x, 15].R - expectedA[x, 15].R, -1, 1);
            Assert.InRange(actual[x + 40, 15].R - expectedB[x, 15].R, -1, 1);
        }

        // Gaussians that end before the borders.
        static GaussianModel Inside(int seed)
        {
            var model = RandomModel.Create(seed, 40, 40, 30);
            for (var i = 0; i < 40; i++)
            {
                model.Store.X[i] = 0.3f + (0.4f * model.Store.X[i]);
                (model.Store.L11[i], model.Store.L21[i], model.Store.L22[i]) = (2.5f, 0.5f, 2);
            }

            return model;
        }
    }

    [Fact]
    public void UnlikeModelsAndFlatMapsAreRefused()
    {
        using var a = RandomModel.Create(50, 5, 10, 10);
        using var b = RandomModel.Create(50, 5, 10, 10, GaussianCompositing.Over);
        Assert.Throws<ArgumentException>(() => GaussianTransforms.Concatenate(a, b, 0, 0, 10, 10));
        Assert.Throws<ArgumentException>(() => GaussianTransforms.Map(a, new AffineMap(1, 1, 1, 1, 0, 0), 10, 10));
    }

    private static void AssertSame(GaussianModel model, GaussianModel mapped, int width, int height, Func<int, int, (int X, int Y)> source)
    {
        using var before = GaussianRenderer.Render(model);
        using var after = GaussianRenderer.Render(mapped);
        Assert.Equal((width, height), (after.Width, after.Height));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (u, v) = source(x, y);
                Rgba32 expected = before[u, v];
                Rgba32 actual = after[x, y];
                Assert.True(Math.Abs(expected.R - actual.R) <= 1 && Math.Abs(expected.G - actual.G) <= 1 && Math.Abs(expected.B - actual.B) <= 1, $"({x},{y}): {actual}, expected {expected}");
            }
        }
    }
}
