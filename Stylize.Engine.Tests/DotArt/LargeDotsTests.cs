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
}
