using Stylize.Engine.PixelArt.Refinement;

namespace Stylize.Engine.Tests.PixelArt;

public class DistinctColorsTests
{
    private static readonly Lab Red = new(50, 60, 40);
    private static readonly Lab Blue = new(40, 10, -50);

    [Fact]
    public void Two_nearly_equal_colors_become_their_mean_and_the_color_that_is_missed_most()
    {
        (Lab, double)[] picture = [(new Lab(70, 0, 0), 0.6), (new Lab(71, 0, 0), 0.3), (Red, 0.09), (Blue, 0.01)];
        var palette = DistinctColors.Separate(picture, [new(70, 0, 0), new(71, 0, 0), Red], locked: 0);
        Assert.Equal([(70 * 0.6f / 0.9f) + (71 * 0.3f / 0.9f), Red.L, Blue.L], palette.Select(c => c.L), (x, y) => Math.Abs(x - y) < 1e-3);
        Assert.Equal([0, Red.B, Blue.B], palette.Select(c => c.B), (x, y) => Math.Abs(x - y) < 1e-3);
    }

    [Fact]
    public void The_palette_gets_smaller_if_nothing_else_differs_visibly()
    {
        (Lab, double)[] picture = [(new Lab(70, 0, 0), 0.6), (new Lab(71, 0, 0), 0.4)];
        Assert.Equal(70.4f, Assert.Single(DistinctColors.Separate(picture, [new(70, 0, 0), new(71, 0, 0)], locked: 0)).L, 1e-3f);
    }

    [Fact]
    public void Locked_and_visibly_different_colors_stay()
    {
        (Lab, double)[] picture = [(new Lab(70, 0, 0), 0.6), (new Lab(71, 0, 0), 0.4), (Red, 0.1), (Blue, 0.1)];
        Lab[] locked = [new(70, 0, 0), new(71, 0, 0)];
        Assert.Equal([.. locked, Red, Blue], DistinctColors.Separate(picture, [.. locked, Red, Blue], locked: 2));
        Assert.Equal([locked[0], Red, Blue], DistinctColors.Separate(picture, [locked[0], Red, Blue], locked: 0));
    }

    [Fact]
    public void Flat_colors_that_look_alike_are_locked_once_and_given_ones_stay()
    {
        Rgba32[] colors = [new(228, 228, 228), new(232, 232, 232), new(20, 20, 20), new(231, 231, 231)];
        Assert.Equal([colors[0], colors[2]], DistinctColors.Separate(colors, kept: 0));
        Assert.Equal([colors[0], colors[1], colors[2]], DistinctColors.Separate(colors, kept: 2));
    }
}
