namespace Stylize.Engine.Tests.DotArt;

public class BackgroundTests
{
    [Fact]
    public void Pixels_similar_to_the_edge_get_no_dots()
    {
        using var image = OnGreen();
        var dots = Dots.Of(image, Dots.Gradient);
        Assert.NotEmpty(dots);
        Assert.All(dots, d => Assert.InRange(Math.Sqrt(Math.Pow(d.X - 100, 2) + Math.Pow(d.Y - 100, 2)), 0, 64));
        Assert.Contains(
            Dots.Of(image, Dots.Gradient with { Background = new() { Use = BackgroundUse.Ignore } }), d => d.X < 30);
    }

    [Fact]
    public void A_background_of_nearly_the_whole_image_is_ignored()
    {
        using var image = Pictures.Gray(200, 200, (x, y) => 120 + (((x / 8) + (y / 8)) % 2 * 12));
        Assert.Equal(
            Dots.Of(image, Dots.Gradient with { Background = new() { Use = BackgroundUse.Ignore } }),
            Dots.Of(image, Dots.Gradient with { Background = new() { Tolerance = 0.5f } }));
    }

    [Fact]
    public void Transparent_pixels_get_no_dots()
    {
        using var image = Pictures.Busy(120, 120);
        foreach (var (x, y) in Coordinates(60, 120))
        {
            image[x, y] = image[x, y] with { A = 0 };
        }

        Assert.All(Dots.Of(image, Dots.Gradient with { Background = new() { Use = BackgroundUse.Ignore } }),
            d => Assert.True(d.X >= 60));
        var tone = new DotArtOptions { AllowOverlap = false, DotCount = 300 };
        Assert.All(Dots.Of(image, tone), d => Assert.True(d.X >= 57));
    }

    [Fact]
    public void A_mask_replaces_detection()
    {
        using var image = Pictures.Busy(100, 100);
        using var folder = new CliFolder();
        var mask = folder.Image("mask.png", 10, 10, (x, _) => x < 5 ? new(0, 0, 0) : new(255, 255, 255));
        var dots = Dots.Of(image, Dots.Gradient with { Background = new() { MaskPath = mask } });
        Assert.NotEmpty(dots);
        Assert.All(dots, d => Assert.True(d.X >= 50));
    }

    private static Raster<Rgba32> OnGreen()
    {
        var random = new Random(5);
        return Paint<Rgba32>(200, 200, (x, y) =>
            Math.Pow(x - 100, 2) + Math.Pow(y - 100, 2) < 3600
                ? new Rgba32((byte)random.Next(256), (byte)random.Next(60), (byte)random.Next(256))
                : new Rgba32(30, (byte)(140 + (x / 10 % 2 * 30)), 40));
    }
}
