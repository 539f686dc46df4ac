namespace Stylize.Engine.Tests.Imaging.Kit.Colors;

public sealed class VividAreasTests
{
    private const int Side = 60;

    /// <summary>Shades of gray in as many clusters as the palette has colors, and a red square.</summary>
    [Theory]
    [InlineData(2f, 6, true)]
    [InlineData(20f, 3, false)]
    [InlineData(2f, 1, false)]
    public void An_area_takes_a_color_if_the_error_hardly_grows(float apart, int side, bool isKept)
    {
        Lab[] cells = [.. Coordinates(Side, Side).Select(at => at.X < side && at.Y < side
            ? new Lab(50, 60, 30) : new(20 + (40 * (at.Y % 4 / 2)) + (apart * (at.Y % 2)) + (at.X % 3), 0, 0))];
        var colors = cells.CountBy(color => color).Select(pair => (pair.Key, (double)pair.Value)).ToArray();
        var gray = colors.Where(color => color.Key.A == 0).ToArray();
        List<Lab> centers = [.. KMeans.Split(gray, 4, 0, default)];
        Lab[] before = [.. centers];
        VividAreas.Keep(cells, Side, colors, centers, 4, 10);
        Assert.Equal(isKept, centers.Contains(new(50, 60, 30)));
        Assert.Equal(4, centers.Count);
        if (!isKept) Assert.Equal(before, centers);
    }

    /// <summary>What lies in lines or in single cells, such as the edges of other areas, is not an area.</summary>
    [Fact]
    public void Lines_are_not_areas_and_locked_colors_stay()
    {
        Lab red = new(50, 60, 30), blue = new(30, 0, -60);
        Lab[] cells = [.. Coordinates(Side, Side).Select(at => at.X == at.Y || at.X == at.Y + 1
            ? red : at.X > 50 && at.Y < 8 ? blue : new(at.X, 0, 0))];
        var colors = cells.Select(color => (color, 1.0)).ToArray();
        List<Lab> centers = [new(10, 0, 0), new(40, 0, 0), new(25, 0, 0)];
        VividAreas.Keep(cells, Side, colors, centers, 4, 10, locked: 1);
        Assert.Equal([new(10, 0, 0), blue], centers.Take(2));
        Assert.DoesNotContain(red, centers);
    }
}
