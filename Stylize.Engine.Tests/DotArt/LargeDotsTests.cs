namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests large dots that may overlap.</summary>
public sealed class LargeDotsTests
{
    [Fact]
    public void The_number_is_exact_with_any_number_of_threads()
    {
        using var image = Pictures.Landscape(256, 192);
        var dots = Dots.Of(image, new DotArtOptions { DotCount = 800, Color = new Rgba32(0, 0, 0) });
        Assert.Equal(800, dots.Length);
        Assert.All(dots, d => Assert.True(d.X is >= 0 and <= 256 && d.Y is >= 0 and <= 192 && d.Radius > 0));
        Assert.Equal(
            dots, Dots.Of(image, new DotArtOptions { DotCount = 800, Color = new Rgba32(0, 0, 0) }, threads: 3));
    }

    [Fact]
    public void An_enlarged_image_gives_the_same_drawing()
    {
        using var image = Pictures.Landscape(240, 180);
        using var enlarged = Resampler.Resize(image, 480, 360, ResampleFilter.Lanczos3);
        var options = new DotArtOptions { DotCount = 2000, Color = new Rgba32(0, 0, 0) };
        var small = Dots.Of(image, options).Select(d => d.Radius).Order().ToArray();
        var large = Dots.Of(enlarged, options).Select(d => d.Radius / 2).Order().ToArray();
        foreach (var share in (double[])[0.1, 0.25, 0.5, 0.75, 0.9])
        {
            Assert.Equal(1, large[(int)(share * large.Length)] / small[(int)(share * small.Length)], 0.04);
        }
    }
}
