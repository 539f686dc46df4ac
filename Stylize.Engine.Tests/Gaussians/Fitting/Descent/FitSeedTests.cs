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

    private static unsafe float[] Row(FitParameters parameters, int row) =>
        new ReadOnlySpan<float>(parameters.Row(row), parameters.Count).ToArray();

    private static float[] X(FitParameters parameters) => Row(parameters, 0);

    private static float[] Y(FitParameters parameters) => Row(parameters, 1);

    private static float[] L11(FitParameters parameters) => Row(parameters, 2);

    private static float[] L21(FitParameters parameters) => Row(parameters, 3);

    private static float[] L22(FitParameters parameters) => Row(parameters, 4);

    private static SampleImage<float> Image(
        int width, int height, Func<int, int, float> value, Func<int, int, float>? alpha = null)
    {
        var planes = new List<Raster<float>>();
        for (var p = 0; p < (alpha is null ? 3 : 4); p++)
        {
            var plane = Paint<float>(width, height, (x, y) => p == 3 ? alpha!(x, y) : value(x, y));

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
        using var placed = Place(image, count);
        Assert.Equal(count, placed.Count);
        Assert.All(X(placed), v => Assert.InRange(v, -0.5f, width - 0.5f));
        Assert.All(Y(placed), v => Assert.InRange(v, -0.5f, height - 0.5f));
        Assert.All(L11(placed), v => Assert.True(v > 0 && float.IsFinite(v)));
        Assert.All(L22(placed), v => Assert.True(v > 0 && float.IsFinite(v)));
    }

    [Fact]
    public void AFlatImageGetsRoundGaussiansOfOneSize()
    {
        using var image = Image(64, 64, (_, _) => 0.5f);
        using var placed = Place(image, 64);
        // 64 Gaussians on 64x64 pixels: spacing 8, sigma 4.
        Assert.All(L11(placed), v => Assert.Equal(4, v, 1e-3));
        Assert.All(L21(placed), v => Assert.Equal(0, v, 1e-3));
        Assert.All(Row(placed, FitParameters.GeometryRows), v => Assert.Equal(0.5f, v));
    }

    [Fact]
    public void AVerticalEdgeGetsVerticalGaussians()
    {
        using var image = Image(64, 64, (x, _) => x < 32 ? 0 : 1);
        using var placed = Place(image, 100);
        var near = Enumerable.Range(0, 100).Where(i => MathF.Abs(X(placed)[i] - 31.5f) < 3).ToArray();
        Assert.True(near.Length > 20, $"{near.Length} near the edge");
        Assert.All(near, i => Assert.Equal(4, L22(placed)[i] / L11(placed)[i], 0.1));
    }

    [Fact]
    public void ADiagonalEdgeGetsGaussiansAlongIt()
    {
        // The edge runs along x = y (down to the right), so x and y vary together: positive covariance.
        using var image = Image(64, 64, (x, y) => x < y ? 0 : 1);
        using var placed = Place(image, 100);
        var near = Enumerable.Range(0, 100).Where(i => MathF.Abs(X(placed)[i] - Y(placed)[i]) < 3).ToArray();
        Assert.All(near, i => Assert.True(L21(placed)[i] > 0));
    }

    [Fact]
    public void TransparentRegionsGetNoGaussians()
    {
        using var image = Image(64, 64, (x, y) => (x ^ y) / 64f, (x, _) => x < 32 ? 0 : 1);
        using var placed = Place(image, 100);
        Assert.All(X(placed), v => Assert.True(v >= 31.5f));
    }

    [Fact]
    public void AnImageThatIsAllTransparentGetsNoGaussians()
    {
        using var image = Image(8, 8, (_, _) => 1, (_, _) => 0);
        using var placed = Place(image, 100);
        Assert.Equal(0, placed.Count);
    }
}
