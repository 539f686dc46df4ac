using Stylize.Engine.PixelArt.Refinement;

namespace Stylize.Engine.Tests.PixelArt;

public class DistinctColorsTests
{
    [Fact]
    public void Flat_colors_that_look_alike_are_locked_once_and_given_ones_stay()
    {
        Rgba32[] colors = [new(228, 228, 228), new(232, 232, 232), new(20, 20, 20), new(231, 231, 231)];
        Assert.Equal([colors[0], colors[2]], DistinctColors.Separate(colors, kept: 0));
        Assert.Equal([colors[0], colors[1], colors[2]], DistinctColors.Separate(colors, kept: 2));
    }
}
