using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.ImageFits;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Descent;

public sealed class FitSeedTests
{
    private static FitParameters Place(SampleImage<float> image, int count, int threads = 0)
    {
        var source = new FitSource(image, new OperationContext { MaxThreads = threads });
        using var target = source.Target();
        using var seed = source.Seed(target);
        var parameters = new FitParameters(count, target.Channels);
        seed.Place(parameters, count, default);
        return parameters;
    }

    private static SampleImage<float> Image(
        int width, int height, Func<int, int, float> value, Func<int, int, float>? alpha = null)
    {
        List<Raster<float>> planes = [.. Enumerable.Range(0, 3).Select(_ => Paint(width, height, value))];
        if (alpha is not null) planes.Add(Paint(width, height, alpha));
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
        using var placed = Place(image, count);
        var p = FitOracle.Values(placed);
        Assert.Equal(count, placed.Count);
        Assert.All(p[0], v => Assert.InRange(v, -0.5f, width - 0.5f));
        Assert.All(p[1], v => Assert.InRange(v, -0.5f, height - 0.5f));
        Assert.All(p[2], v => Assert.True(v > 0 && double.IsFinite(v)));
        Assert.All(p[4], v => Assert.True(v > 0 && double.IsFinite(v)));
    }

    [Fact]
    public void AFlatImageGetsRoundGaussiansOfOneSize()
    {
        using var image = Image(64, 64, (_, _) => 0.5f);
        using var placed = Place(image, 64);
        var p = FitOracle.Values(placed);
        // 64 Gaussians on 64x64 pixels: spacing 8, sigma 4.
        Assert.All(p[2], v => Assert.Equal(4, v, 1e-3));
        Assert.All(p[3], v => Assert.Equal(0, v, 1e-3));
        Assert.All(p[FitParameters.GeometryRows], v => Assert.Equal(0.5f, v));
    }

    [Fact]
    public void AVerticalEdgeGetsVerticalGaussians()
    {
        using var image = Image(64, 64, (x, _) => x < 32 ? 0 : 1);
        using var placed = Place(image, 100);
        var p = FitOracle.Values(placed);
        var near = Enumerable.Range(0, 100).Where(i => Math.Abs(p[0][i] - 31.5f) < 3).ToArray();
        Assert.True(near.Length > 20, $"{near.Length} near the edge");
        Assert.All(near, i => Assert.Equal(4, p[4][i] / p[2][i], 0.1));
    }

    [Fact]
    public void ADiagonalEdgeGetsGaussiansAlongIt()
    {
        // The edge runs along x = y (down to the right), so x and y vary together: positive covariance.
        using var image = Image(64, 64, (x, y) => x < y ? 0 : 1);
        using var placed = Place(image, 100);
        var p = FitOracle.Values(placed);
        var near = Enumerable.Range(0, 100).Where(i => Math.Abs(p[0][i] - p[1][i]) < 3).ToArray();
        Assert.All(near, i => Assert.True(p[3][i] > 0));
    }

    [Fact]
    public void TransparentRegionsGetNoGaussians()
    {
        using var image = Image(64, 64, (x, y) => (x ^ y) / 64f, (x, _) => x < 32 ? 0 : 1);
        using var placed = Place(image, 100);
        var p = FitOracle.Values(placed);
        Assert.All(p[0], v => Assert.True(v >= 31.5f));
    }

    [Fact]
    public void AnImageThatIsAllTransparentGetsNoGaussians()
    {
        using var image = Image(8, 8, (_, _) => 1, (_, _) => 0);
        using var placed = Place(image, 100);
        Assert.Equal(0, placed.Count);
    }
}
