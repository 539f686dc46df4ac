namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class VividColorsTests
{
    private static readonly Lab Red = new(50, 60, 30);

    /// <summary>Shades of gray in as many clusters as the palette has colors, and some red.</summary>
    [Theory]
    [InlineData(2f, 36, true)]
    [InlineData(0f, 4, true)]
    [InlineData(20f, 2, false)]
    [InlineData(2f, 1, false)]
    public void A_vivid_color_takes_a_place_if_the_error_hardly_grows(float apart, int weight, bool isKept)
    {
        var gray = Enumerable.Range(0, 12)
            .Select(i => (new Lab(20 + (40 * (i / 6)) + (apart * (i % 2)) + (i % 3), 0, 0), 300.0));
        List<Lab> centers = [.. KMeans.Split([.. gray], 4, 0, default)];
        Lab[] before = [.. centers];
        var kept = VividColors.Keep([.. gray, (Red, weight)], centers, 4, 10);
        Assert.Equal(isKept ? 1 : 0, kept);
        Assert.Equal(isKept, centers.Contains(Red));
        Assert.Equal(4, centers.Count);
        if (!isKept) Assert.Equal(before, centers);
    }

    /// <summary>Pale colors and rare ones get none, whatever room is left, and kept colors follow the locked
    /// ones.</summary>
    [Fact]
    public void Only_vivid_colors_are_kept_and_locked_colors_stay()
    {
        Lab blue = new(30, 0, -60), pale = new(50, 12, 12), rare = new(50, -60, 0);
        List<Lab> centers = [new(10, 0, 0), new(40, 0, 0), new(25, 0, 0)];
        (Lab, double)[] colors = [(new(5, 0, 0), 5000), (new(45, 0, 0), 5000), (blue, 50), (pale, 50), (rare, 1)];
        Assert.Equal(1, VividColors.Keep(colors, centers, 6, 10, locked: 1));
        Assert.Equal([new(10, 0, 0), blue], centers.Take(2));
        Assert.Equal(4, centers.Count);
    }
}
