namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class LostHuesTests
{
    private static readonly Lab Red = new(50, 60, 30);

    /// <summary>Shades of gray in as many clusters as the palette has colors, and some red.</summary>
    [Theory]
    [InlineData(2f, 36, true)]
    [InlineData(0f, 4, true)]
    [InlineData(2f, 1, true)]
    [InlineData(20f, 0.5, false)]
    public void A_lost_hue_takes_the_place_of_a_shade_if_the_sum_falls(float apart, double weight, bool isKept)
    {
        var gray = Enumerable.Range(0, 12)
            .Select(i => (new Lab(20 + (40 * (i / 6)) + (apart * (i % 2)) + (i % 3), 0, 0), 300.0));
        List<Lab> centers = [.. KMeans.Split([.. gray], 4, 0, default)];
        Lab[] before = [.. centers];
        var kept = LostHues.Keep([.. gray, (Red, weight)], centers, 4, 10);
        Assert.Equal(isKept ? 1 : 0, kept);
        Assert.Equal(isKept, centers.Contains(Red));
        Assert.Equal(4, centers.Count);
        if (!isKept) Assert.Equal(before, centers);
    }

    /// <summary>A mark of a hue of its own among skin on a gray wall: skin, which would then be lost, stays.</summary>
    [Fact]
    public void A_lost_hue_does_not_evict_another()
    {
        Lab skin = new(75, 12, 22), wall = new(80, 1, 1), shadow = new(30, 2, 3), mark = new(62, 14, -8);
        (Lab, double)[] colors = [(wall, 3000), (shadow, 1500), (skin, 240), (mark, 77)];
        List<Lab> centers = [wall, shadow, skin];
        Assert.Equal(0, LostHues.Keep(colors, centers, 3, 5));
        Assert.Equal([wall, shadow, skin], centers);

        // With a shade to spare, both stay.
        centers.Add(new(81, 1, 1));
        Assert.Equal(1, LostHues.Keep(colors, centers, 4, 5));
        Assert.Contains(mark, centers);
        Assert.Contains(skin, centers);
    }

    [Fact]
    public void Kept_colors_follow_the_locked_ones()
    {
        Lab blue = new(30, 0, -60), near = new(45, 5, 0);
        List<Lab> centers = [new(10, 0, 0), new(40, 0, 0), new(25, 0, 0)];
        (Lab, double)[] colors = [(new(5, 0, 0), 5000), (new(45, 0, 0), 5000), (blue, 50), (near, 50)];
        Assert.Equal(1, LostHues.Keep(colors, centers, 6, 10, locked: 1));
        Assert.Equal([new(10, 0, 0), blue], centers.Take(2));
        Assert.Equal(4, centers.Count);
    }
}
