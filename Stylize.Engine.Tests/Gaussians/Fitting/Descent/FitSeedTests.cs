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
    public void AnImageThatIsAllTransparentGetsNoGaussians()
    {
        using var image = Image(8, 8, (_, _) => 1, (_, _) => 0);
        using var placed = Place(image, 100);
        Assert.Equal(0, placed.Count);
    }
}
