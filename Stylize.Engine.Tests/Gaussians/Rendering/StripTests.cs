namespace Stylize.Engine.Tests.Gaussians.Rendering;

/// <summary>Forward differencing down columns, against the exponential in double precision.</summary>
public sealed unsafe class StripTests
{
    private const int Width = 128;
    private const int Height = 96;

    /// <summary>Factors L11, L21, L22 and the center, in pixels.</summary>
    public static TheoryData<float, float, float, float, float> Shapes => new()
    {
        { 0.05f, 0, 0.05f, 40, 40 },        // far below a pixel, on a corner of four
        { 0.3f, 0.1f, 0.3f, 40.5f, 31.5f }, // below a pixel, on a sample next to a tile's edge
        { 1.2f, 0, 1.2f, 64.5f, 32 },       // as in a model of 70,000
        { 1.2f, -1.1f, 0.4f, 24.5f, 20 },
        { 9, 4, 6, 64, 48 },
        { 400, 100, 500, 64, 48 },          // huge: the whole picture within it
        { 40, 0, 0.25f, 64, 48.5f },        // thin and horizontal
        { 0.25f, 0, 40, 64.5f, 48 },        // thin and vertical
        { 30, 30, 0.2f, 64, 48 },           // thin and slanted
        { 30, -12, 0.1f, 64, 48 },
        { 0.5f, 25, 6, 64, 48 },
        { 3, -30, 1, 64, 48 },
        { 60, 50, 3, -100, -60 },           // far outside
        { 8, -9, 7, 140, 110 },
        { 2, 500, 20, 64, -1500 },
        { 1000, 3, 0.5f, 2200, 50 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AnyShapeIsNearTheExponential(float l11, float l21, float l22, float x, float y)
    {
        foreach (var cutoff in new[] { 1.5f, GaussianModel.DefaultCutoff, 8 })
        {
            using var model = Model(cutoff, (l11, l21, l22, x, y));
            foreach (var scale in new[] { 1, 2 })
            {
                using var image = GaussianRenderer.RenderSamples(model, new RenderOptions { Scale = scale });
                AssertNear(model, image);
            }
        }
    }

    [Fact]
    public void RandomThinShapesAreNearTheExponential()
    {
        var random = new Random(11);
        for (var i = 0; i < 100; i++)
        {
            var angle = random.NextSingle() * MathF.PI;
            var (major, minor) =
                (MathF.Exp((random.NextSingle() * 7) - 1), MathF.Exp((random.NextSingle() * 3) - 1.6f));
            var (sin, cos) = MathF.SinCos(angle);
            var xx = (major * major * cos * cos) + (minor * minor * sin * sin);
            var l11 = MathF.Sqrt(xx);
            var l21 = ((major * major) - (minor * minor)) * sin * cos / l11;
            using var model =
                Model(3.5f, (l11, l21, major * minor / l11, random.Next(-20, 149), random.Next(-20, 117)));
            using var image = GaussianRenderer.RenderSamples(model);
            AssertNear(model, image);
        }
    }

    [Fact]
    public void APixelOutsideTheEllipseIsExactlyZero()
    {
        foreach (var (l11, l21, l22) in new[] { (1.2f, 0f, 1.2f), (9, 4, 6), (30, 30, 0.2f), (3, -30, 1) })
        {
            using var model = Model(GaussianModel.DefaultCutoff, (l11, l21, l22, 64, 48));
            using var wider = Model(GaussianModel.DefaultCutoff * 1.001f, (l11, l21, l22, 64, 48));
            using var image = GaussianRenderer.RenderSamples(model);
            foreach (var (x, y) in Coordinates(Width, Height))
            {
                var isOutside =
                    wider.Window(0, (x + 0.5) * wider.Width / Width, (y + 0.5) * wider.Height / Height) == 0;
                Assert.True(!isOutside || image.Planes[0][x, y] == 0, $"{image.Planes[0][x, y]} at {x}, {y}");
            }
        }
    }

    [Fact]
    public void AnyNumberOfGaussiansRendersLikeAModelWithInvisibleOnes()
    {
        using var model = RandomModel.Create(13, 23, 60, 40, GaussianCompositing.Additive);
        int[] all = [.. Enumerable.Range(0, model.Count)];
        for (var count = 1; count < model.Count; count++)
        {
            using var some = model.With(model.Store.Gather(all.AsSpan(0, count)));
            using var rest = model.With(model.Store.Clone());
            rest.Store.Opacity[count..].Clear();
            using var expected = GaussianRenderer.RenderSamples(rest);
            using var actual = GaussianRenderer.RenderSamples(some);
            Assert.Equal(expected.Planes[0].Values(), actual.Planes[0].Values());
        }
    }

    [Theory]
    [InlineData(1.2f, 0, 1.2f, false)]
    [InlineData(9, 4, 6, false)]
    [InlineData(400, 100, 500, false)]
    [InlineData(30, 30, 0.2f, true)]
    [InlineData(0.05f, 0, 0.05f, true)]
    public void OnlyColumnsThatWouldUnderflowHaveAnExponentialEverywhere(float l11, float l21, float l22, bool isExact)
    {
        using var model = Model(GaussianModel.DefaultCutoff, (l11, l21, l22, 20, 16.5f));
        var (columns, rows) = (SampleGrid.Create(Width, Width), SampleGrid.Create(32, 32));
        using var prepared = GaussianPreparer.Prepare(model.With(model.Store, Width, 32), columns, rows, 1, 1, default);
        using var buffer = new TileBuffer(Width, 32, 4);
        var strips = stackalloc GaussianStrip[StripPlanner.MaxStrips];
        var scratch = stackalloc int[StripPlanner.ScratchLength];
        var end = StripPlanner.Cut(
            strips, prepared.Gaussians.Pointer, buffer, new Tile(0, 0, Width, 32),
            GaussianWindow.Create(3.5f, Width), scratch);
        Assert.True(end > strips);
        var any = false;
        for (var strip = strips; strip < end; strip++)
        {
            Assert.InRange(strip->Blocks, 1, 16);
            any |= strip->IsExact;
        }

        Assert.Equal(isExact, any);
    }

    private static GaussianModel Model(
        float cutoff, params (float L11, float L21, float L22, float X, float Y)[] shapes)
    {
        var store = new GaussianStore(shapes.Length);
        for (var i = 0; i < shapes.Length; i++)
        {
            (store.L11[i], store.L21[i], store.L22[i]) = (shapes[i].L11, shapes[i].L21, shapes[i].L22);
            (store.X[i], store.Y[i]) = (shapes[i].X / Width, shapes[i].Y / Height);
            store.R[i] = store.Opacity[i] = store.A[i] = 1;
        }

        return new GaussianModel(store, Width, Height)
        {
            Compositing = GaussianCompositing.Additive,
            Cutoff = cutoff,
            Background = new(0, 0, 0, 1),
        };
    }

    /// <summary>
    /// Bound of the relative error of exp(-q/2): the error of a shape in single precision plus that of differencing. It
    /// grows with the logarithm, which is as low as -46 at a cutoff of 8.
    /// </summary>
    private static void AssertNear(GaussianModel model, SampleImage<float> image)
    {
        var floor = Math.Exp(-(double)model.Cutoff * model.Cutoff / 2);
        var share = model.Cutoff > GaussianModel.DefaultCutoff ? 5e-4 : 1.5e-4;
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var expected =
                model.Window(0, (x + 0.5) * model.Width / image.Width, (y + 0.5) * model.Height / image.Height);
            var actual = image.Planes[0][x, y];
            var isNear = Math.Abs(actual - expected) <= share * (expected + floor);
            Assert.True(isNear, $"{actual}, not {expected} at {x}, {y}, cutoff {model.Cutoff}");
        }
    }
}
