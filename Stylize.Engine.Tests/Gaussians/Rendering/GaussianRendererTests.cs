using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Tests.Gaussians.Rendering;

public sealed class GaussianRendererTests
{
    public static TheoryData<GaussianCompositing, bool, GaussianBlendSpace> Kinds =>
        [.. from compositing in Enum.GetValues<GaussianCompositing>() from space in Enum.GetValues<GaussianBlendSpace>()
            from hasAlpha in new[] { false, true } select (compositing, hasAlpha, space)];

    [Fact]
    public void A_point_has_the_color_of_the_formula()
    {
        using var store = new GaussianStore(1);
        store[0] =
            new(0.5f, 0.5f, new CholeskyShape<float>(4, 0, 2), new GaussianColor<float>(1, 0.5f, 0, 1),
                Opacity: 0.5f, Weight: 1);
        using var model = new GaussianModel(store, 40, 20);

        // One standard deviation across and one down: q = 2.
        var weight = 0.5 * (Math.Exp(-1) - Math.Exp(-0.5 * 3.5 * 3.5));
        var color = model.Evaluate(24, 12);
        Assert.Equal(weight / (weight + 0.01), color.R, 6);
        Assert.Equal(0.5 * weight / (weight + 0.01), color.G, 6);
        Assert.Equal((0, 1), (color.B, color.A));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryPixelIsWithinOneStepOfTheOracle(
        GaussianCompositing compositing, bool hasAlpha, GaussianBlendSpace space)
    {
        using var model = RandomModel.Create(1, 80, 75, 53, compositing, hasAlpha, space);
        (int, int, int, int)[] sizes =
            [(75, 53, 1, 1), (300, 212, 1, 1), (25, 18, 3, 3), (19, 14, 4, 4), (60, 80, 2, 1), (90, 20, 1, 3)];
        foreach (var (width, height, perX, perY) in sizes)
        {
            using var image = GaussianRenderer.Render(model, new RenderOptions { Width = width, Height = height });
            for (var y = 0; y < height; y += 5)
            {
                for (var x = y % 5; x < width; x += 5)
                {
                    AssertNear(
                        BruteForceRenderer.Pixel(model, x, y, width, height, perX, perY), image[x, y],
                        $"({x},{y}) of {width}x{height}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ThreadsAndVectorWidthsDoNotMatter(
        GaussianCompositing compositing, bool hasAlpha, GaussianBlendSpace space)
    {
        using var model = RandomModel.Create(2, 1000, 377, 133, compositing, hasAlpha, space);
        for (var i = 0; i < 300; i++)
        {
            // Thin shapes.
            model.Store.L11[i] *= i % 3 == 0 ? 12 : 1;
            model.Store.L21[i] *= i % 5 == 0 ? 8 : 1;
            model.Store.L22[i] *= i % 2 == 0 ? 0.2f : 1;
        }

        foreach (var (scale, level) in new[] { (0.3, 1), (1, 1), (1.7, 1), (1.3, 0.2) })
        {
            var options = new RenderOptions { Scale = scale, Level = level };
            using var expected = GaussianRenderer.RenderSamples(model, options, 1, 4, SampleGrid.MaxPerPixel, default);
            foreach (var (threads, lanes) in new[] { (1, 8), (1, 16), (3, 16) })
            {
                using var actual =
                    GaussianRenderer.RenderSamples(model, options, threads, lanes, SampleGrid.MaxPerPixel, default);
                Assert.All(
                    expected.Planes.Zip(actual.Planes),
                    pair => Assert.Equal(pair.First.Values(), pair.Second.Values()));
            }
        }
    }

    [Fact]
    public void EightBitAndFloatRenderingsAgree()
    {
        using var model = RandomModel.Create(3, 300, 131, 70, hasAlpha: true);
        using var pixels = GaussianRenderer.Render(model);
        using var samples = GaussianRenderer.RenderSamples(model);
        foreach (var (x, y) in Coordinates(131, 70))
        {
            Assert.Equal((byte)((samples.Planes[0][x, y] * 255) + 0.5f), pixels[x, y].R);
            Assert.Equal((byte)((samples.Planes[3][x, y] * 255) + 0.5f), pixels[x, y].A);
        }
    }

    [Fact]
    public void AnEmptyModelIsItsBackground()
    {
        using var model = new GaussianModel(new GaussianStore(0), 20, 10) { Background = new(1, 0.5f, 0, 1) };
        using var image = GaussianRenderer.Render(model);
        Assert.Equal(new Rgba32(255, 128, 0, 255), image[19, 9]);
    }

    [Fact]
    public void ATerminationThresholdStopsOverCompositing()
    {
        using var store = new GaussianStore(2);
        for (var i = 0; i < 2; i++)
        {
            (store.X[i], store.Y[i], store.L11[i], store.L22[i], store.Opacity[i]) = (0.5f, 0.5f, 100, 100, 0.8f);
        }

        (store.R[0], store.G[1]) = (1, 1);
        using var model = new GaussianModel(store.Clone(), 1, 1) { Compositing = GaussianCompositing.Over };
        foreach (var (threshold, green) in ((double, double)[])[(1, 0.2 * 0.8), (0.999, 0.2 * 0.8), (0.5, 0)])
        {
            using var image =
                GaussianRenderer.RenderSamples(model, new RenderOptions { TerminationThreshold = threshold });
            Assert.Equal(0.8, image.Planes[0][0, 0], 0.01);
            Assert.Equal(green, image.Planes[1][0, 0], 0.01);
        }

        foreach (var wrong in (double[])[0, 1.1, double.NaN])
        {
            var error = Assert.Throws<StylizeException>(
                () => GaussianRenderer.Render(model, new RenderOptions { TerminationThreshold = wrong }));
            Assert.Contains("TerminationThreshold", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HostileShapesNeitherCrashNorSpread()
    {
        using var model = RandomModel.Create(6, 12, 40, 40);
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, 1e-30f, 1e30f];
        for (var i = 0; i < 6; i++)
        {
            model.Store.L11[i] = values[i];
            model.Store.X[i + 6] = values[i];
        }

        foreach (var lanes in new[] { 4, 8, 16 })
        {
            using var image = GaussianRenderer.RenderSamples(model, null, 1, lanes, 4, default);
            Assert.All(image.Planes[0].Values(), v => Assert.InRange(v, 0, 1));
        }
    }

    [Fact]
    public void TooLargeARenderingIsRefused()
    {
        using var model = new GaussianModel(new GaussianStore(0), 2000, 1000);
        Fails.Of(StylizeError.OptionInvalid, () => GaussianRenderer.Render(model, new RenderOptions { Scale = 900 }));
        Assert.Throws<StylizeException>(() => GaussianRenderer.Render(model, new RenderOptions { Scale = double.NaN }));
        Assert.Throws<StylizeException>(() => GaussianRenderer.Render(model, new RenderOptions { Level = 0 }));
        Assert.Throws<StylizeException>(() => GaussianRenderer.Render(model, new RenderOptions { Width = 0 }));
    }

    [Fact]
    public void CancellationEndsARendering()
    {
        using var model = RandomModel.Create(7, 10, 100, 100);
        Assert.ThrowsAny<OperationCanceledException>(
            () => GaussianRenderer.Render(model, cancellation: new CancellationToken(true)));
    }

    private static void AssertNear(double[] expected, Rgba32 actual, string where)
    {
        Assert.True(Math.Abs((expected[3] * 255) - actual.A) <= 1,
            $"alpha {actual.A} at {where}, expected {expected[3] * 255}");
        if (actual.A < 8) return;

        byte[] channels = [actual.R, actual.G, actual.B];
        Assert.All(channels.Index(), channel => Assert.True(
            Math.Abs((expected[channel.Index] * 255) - channel.Item) <= 1,
            $"{actual} at {where}, expected {expected[channel.Index] * 255}"));
    }
}
