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

    [Fact]
    public void Crops_and_numbers_are_at_the_cells()
    {
        // A square across the seam, and one at the corner, in two channels with different values.
        for (var tile = 1; tile <= 2; tile++)
        {
            foreach (var (channel, bright) in (ReadOnlySpan<(string, ushort)>)[("DAPI", 5000), ("GFP", 700)])
            {
                SampleFiles.Save(
                    _folder[$"P_A1_T0_{tile}_{channel}.tif"], 100, 80,
                    (x, y) => Inside(x + (100 * (tile - 1)), y) ? bright + y : 100);
            }
        }

        var options = new PlateOptions
        {
            Channels = ["DAPI"], MeasureChannels = ["GFP"], Crop = 48,
            Segmentation =
                new SegmentationOptions { Method = ThresholdMethod.Manual, Threshold = 1000, PixelSize = .5 },
        };
        CheckCrops(options, _folder["out"]);
        CheckCrops(options with { MaskCrops = true }, _folder["masked"]);

        // The squares are 20 pixels wide, so the overlay is enlarged for their numbers.
        using var overlay =
            ImageCodecs.Default.DecodeRgba(ImageSource.File(_folder["out/Overlays/A1/P_A1_T0_DAPI_OVERLAY.png"]));
        Assert.Equal((400, 160), (overlay.Width, overlay.Height));
        var white = new Rgba32(255, 255, 255);
        Assert.Equal(white, overlay[400 - 10 - 80 + 20, 160 - 9]);
        for (var x = 0; x < 5; x++)
        {
            // The number 2 of the second square, twice as large, centered at column 203 and row 99.
            Assert.Equal(SmallFont.HasDot("2", x, 0), overlay[199 + (2 * x), 93] == white);
        }
    }

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

    private void CheckCrops(PlateOptions options, string destination)
    {
        var run = CollectedRun.Of(
            options, new() { Destination = destination }, Directory.GetFiles(_folder.Path, "*.tif"),
            planned: plan => Assert.Empty(plan.Problems));
        Assert.All(run.Results, result => Assert.NotNull(result.Value));
        var index = File.ReadAllLines(Path.Combine(destination, "Crops/A1/P_A1_T0_DAPI_CROPS.csv"));
        Assert.Equal(["P,A1,0,DAPI,2,1,0,0,0,158,-9", "P,A1,0,DAPI,2,2,1,48,0,78,26"], index[1..]);
        var source = ImageSource.File(Path.Combine(destination, "Crops/A1/P_A1_T0_DAPI_CROPS.tif"));
        Assert.Equal(2, ImageCodecs.Default.Identify(source).Pages);
        for (var page = 0; page < 2; page++)
        {
            using var sheet = ImageCodecs.Default.DecodeSamples(source, new DecodeOptions { Page = page });
            Assert.Equal((96, 48), (sheet.Width, sheet.Height));
            foreach (var (at, left, top) in (ReadOnlySpan<(int, int, int)>)[(0, 158, -9), (48, 78, 26)])
            {
                for (var i = 0; i < 48 * 48; i++)
                {
                    var (x, y) = (left + (i % 48), top + (i / 48));
                    var around = x >= 200 || y is < 0 or >= 80 || options.MaskCrops ? 0 : 100;
                    var expected = Inside(x, y) ? (page == 0 ? 5000 : 700) + y : around;
                    Assert.Equal(expected, sheet.Planes[0][at + (i % 48), i / 48]);
                }
            }
        }
    }

    private static bool Inside(int x, int y) =>
        x is >= 92 and < 112 && y is >= 40 and < 60 || x is >= 170 and < 195 && y is >= 5 and < 26;

    private static IEnumerable<bool> Dots(char letter) =>
        Enumerable.Range(0, 35).Select(i => SmallFont.HasDot(letter.ToString(), i % 5, i / 5));
}
