using Stylize.Engine.Segmentation.Overlays;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Numbers, scale bars and crops of two squares across the seam of two tiles.</summary>
public sealed class OverlayTests : FolderTest
{
    [Fact]
    public void Text_is_drawn_with_its_outline()
    {
        string[] one = ["..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."];
        foreach (var (x, y) in Coordinates(5, 7))
        {
            Assert.Equal(one[y][x] == '#', SmallFont.HasDot("81", 6 + x, y));
        }

        Assert.Equal(17, SmallFont.Measure("123"));
        Assert.All("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", a => Assert.DoesNotContain(
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", b => b != a && Dots(a).SequenceEqual(Dots(b))));
    }

    [Theory]
    [InlineData(1000, .5, 200, "100 \u00b5m")]
    [InlineData(1000, .325, 154, "50 \u00b5m")]
    [InlineData(4096, 2, 500, "1 mm")]
    [InlineData(100, .01, 20, "200 nm")]
    public void Scale_bars_have_round_lengths(int width, double size, int pixels, string text) =>
        Assert.Equal(new ScaleBar(pixels, text), ScaleBar.ForWidth(width, size));

    [Theory]
    [InlineData("3", 8, 1)]
    [InlineData("123", 40, 1)]
    [InlineData("123", 60, 2)]
    [InlineData("7", 200, 3)]
    [InlineData("123", 12, 0)]
    public void Numbers_are_sized_by_the_regions(string number, double width, int scale)
    {
        var text = new OverlayText();
        RegionNumbers.Add(text, int.Parse(number), 100, 20, width);
        var rows = 0;
        for (var y = 0; y < 40; y++)
        {
            var row = new byte[200];
            text.Paint(y, row);
            rows += row.Contains(OverlayColors.White) ? 1 : 0;
        }

        Assert.Equal(scale * SmallFont.Height, rows);
    }

    [Theory]
    [InlineData(9, 256, 256, 4)]
    [InlineData(20, 696, 520, 2)]
    [InlineData(40, 256, 256, 1)]
    [InlineData(9, 1500, 1500, 1)]
    public void Overlays_of_small_objects_are_enlarged(double diameter, int width, int height, int zoom) =>
        Assert.Equal(zoom, RegionNumbers.Zoom(Enumerable.Repeat(diameter, 5), width, height));

    private static IEnumerable<bool> Dots(char letter) =>
        Enumerable.Range(0, 35).Select(i => SmallFont.HasDot(letter.ToString(), i % 5, i / 5));
}
