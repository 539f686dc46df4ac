using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Gaussians.Initialization;

public sealed class GaussianInitializerTests
{
    private static SampleImage<float> Image(int width, int height, Func<int, int, float> value, Func<int, int, float>? alpha = null)
    {
        var planes = new List<Raster<float>>();
        for (var p = 0; p < (alpha is null ? 3 : 4); p++)
        {
            var plane = new Raster<float>(width, height);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    plane[x, y] = p == 3 ? alpha!(x, y) : value(x, y);
                }
            }

            planes.Add(plane);
        }

        return new SampleImage<float>(planes, alpha is not null, 8);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 50)]
    [InlineData(97, 61, 500)]
    [InlineData(64, 1, 10)]
    [InlineData(1, 300, 10)]
    [InlineData(20, 20, 1000)]
    public void GivesExactlyTheCountInsideTheImage(int width, int height, int count)
    {
        using var image = Image(width, height, (x, y) => (x + y) % 7 / 7f);
        using var model = GaussianInitializer.Create(image, count);
        Assert.Equal(count, model.Count);
        Assert.All(model.Store.X.ToArray(), v => Assert.InRange(v, 0, 1));
        Assert.All(model.Store.Y.ToArray(), v => Assert.InRange(v, 0, 1));
        Assert.All(model.Store.L11.ToArray(), v => Assert.True(v > 0 && float.IsFinite(v)));
        Assert.All(model.Store.L22.ToArray(), v => Assert.True(v > 0 && float.IsFinite(v)));
    }

    [Fact]
    public void AFlatImageGetsRoundGaussiansOfOneSize()
    {
        using var image = Image(64, 64, (_, _) => 0.5f);
        using var model = GaussianInitializer.Create(image, 64);
        // 64 Gaussians on 64x64 pixels: spacing 8, sigma 4.
        Assert.All(model.Store.L11.ToArray(), v => Assert.Equal(4, v, 1e-3));
        Assert.All(model.Store.L21.ToArray(), v => Assert.Equal(0, v, 1e-3));
        Assert.All(model.Store.R.ToArray(), v => Assert.Equal(0.5f, v));
    }

    [Fact]
    public void AVerticalEdgeGetsVerticalGaussians()
    {
        using var image = Image(64, 64, (x, _) => x < 32 ? 0 : 1);
        using var model = GaussianInitializer.Create(image, 100);
        var near = Enumerable.Range(0, 100).Where(i => MathF.Abs((model.Store.X[i] * 64) - 32) < 3).ToArray();
        Assert.True(near.Length > 20, $"{near.Length} near the edge");
        Assert.All(near, i => Assert.Equal(4, model.Store.L22[i] / model.Store.L11[i], 0.1));
    }

    [Fact]
    public void ADiagonalEdgeGetsGaussiansAlongIt()
    {
        // The edge runs along x = y (down to the right), so x and y vary together: positive covariance.
        using var image = Image(64, 64, (x, y) => x < y ? 0 : 1);
        using var model = GaussianInitializer.Create(image, 100);
        var near = Enumerable.Range(0, 100).Where(i => MathF.Abs(model.Store.X[i] - model.Store.Y[i]) * 64 < 3).ToArray();
        Assert.All(near, i => Assert.True(model.Store.L21[i] > 0));
    }

    [Fact]
    public void TransparentRegionsGetNoGaussians()
    {
        using var image = Image(64, 64, (x, y) => (x ^ y) / 64f, (x, _) => x < 32 ? 0 : 1);
        using var model = GaussianInitializer.Create(image, 100);
        Assert.True(model.HasAlpha);
        Assert.All(model.Store.X.ToArray(), v => Assert.True(v >= 0.5f));
    }

    [Fact]
    public void AnImageThatIsAllTransparentGetsAnEmptyModel()
    {
        using var image = Image(8, 8, (_, _) => 1, (_, _) => 0);
        using var model = GaussianInitializer.Create(image, 100);
        Assert.Equal(0, model.Count);
    }

    [Fact]
    public void ThreadsDoNotMatter()
    {
        using var image = Image(300, 200, (x, y) => MathF.Sin(x * y / 500f));
        using var one = GaussianInitializer.Create(image, 700, maxThreads: 1);
        using var four = GaussianInitializer.Create(image, 700, maxThreads: 4);
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            Assert.Equal(one.Store.Plane(plane).ToArray(), four.Store.Plane(plane).ToArray());
        }
    }
}
