using Stylize.Engine.DotArt.Inks;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests the limit of colors: found in the image, or chosen from the pens or the palette.</summary>
public sealed class ColorsTests
{
    private static readonly Rgba32[] Stripes = [new(200, 0, 0), new(0, 90, 0), new(0, 0, 200), new(60, 60, 60)];
    private static readonly Rgba32[] Offered =
        [new(255, 255, 0), new(210, 10, 10), new(255, 0, 255), new(0, 80, 10), new(0, 255, 255), new(10, 10, 190),
            new(50, 50, 50)];

    [Fact]
    public void The_colors_of_an_image_are_found()
    {
        using var image = Image(Stripes.Length);
        var found = Palette(image, new() { Distribution = DotDistribution.Gradient, Colors = 4 });
        Assert.Equal(Stripes.OrderBy(Dot.RgbOf), found.OrderBy(Dot.RgbOf));
        Assert.Equal(2, Palette(image, new() { Colors = 2 }).Count);
        Assert.InRange(
            Dots.Of(image, new() { Colors = 3, DotCount = 500 }).Select(d => d.Rgb).Distinct().Count(), 2, 3);
    }

    [Fact]
    public void A_small_color_is_found_next_to_large_areas()
    {
        using var image = Paint<Rgba32>(
            200, 200, (x, y) => x < 20 && y < 20 ? new(255, 160, 0) : x < 100 ? new(0, 0, 60) : new(0, 40, 90));
        var found = Palette(image, new() { Distribution = DotDistribution.Gradient, Colors = 2 });
        Assert.Contains(found, color => color.R > 230);
    }

    [Fact]
    public void The_nearest_colors_of_a_palette_are_chosen_in_its_order()
    {
        using var image = Image(Stripes.Length);
        var options = new DotArtOptions { Distribution = DotDistribution.Gradient, Palette = Offered, Colors = 4 };
        Assert.Equal([Offered[1], Offered[3], Offered[5], Offered[6]], Palette(image, options));
        Assert.Equal(Offered, Palette(image, options with { Colors = 9 }));
    }

    [Fact]
    public void The_pens_that_mix_the_colors_of_the_image_are_chosen()
    {
        using var image =
            Paint<Rgba32>(100, 100, (x, y) => new((byte)(255 - x), (byte)(255 - (2 * x)), (byte)(255 - (2 * x))));
        var options = new DotArtOptions { Colors = 2, Inks = new() { Separation = Separation.Inks } };
        var given = options with { Plot = new() { Pens = [.. Offered.Select(c => new Pen(0.3, c))] } };
        var (chosen, _) = ColorChoice.Find(Dots.Plan(given), image);
        Assert.Contains(chosen!, pen => pen.Color == Offered[1]);
        Assert.Equal(2, chosen!.Count);
    }

    [Theory]
    [InlineData(205, 240, 218, 2)] // A pale mint: black is its lightness, and red the nearest of the three pens.
    [InlineData(150, 190, 235, 1)]
    [InlineData(175, 120, 95, 0)]
    public void A_line_has_the_pen_whose_tints_are_nearest(byte red, byte green, byte blue, int pen)
    {
        using var image = Paint<Rgba32>(100, 100, (_, _) => new(red, green, blue));
        Rgba32[] palette = [new(255, 0, 0), new(0, 0, 255), new(0, 0, 0)];
        var line = Dots.Of(image, new() { SingleLine = true, DotCount = 300, Palette = palette });
        Assert.Equal(palette[pen], Assert.Single(line.Select(dot => dot.Color).Distinct()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Inks_without_a_palette_are_found(int count)
    {
        using var image = Pictures.Busy(100, 100);
        Assert.Equal(
            count, Palette(image, new() { Colors = count, Inks = new() { Separation = Separation.Inks } }).Count);
    }

    [Theory]
    [InlineData(DrawingFormat.Svg, 1)]
    [InlineData(DrawingFormat.Png, 1)]
    [InlineData(DrawingFormat.Hpgl, 2)]
    [InlineData(DrawingFormat.Gcode, 0)]
    public void An_image_of_fewer_colors_gets_fewer_plates(DrawingFormat format, int stripes)
    {
        using var image = stripes > 0 ? Image(stripes) : Pictures.Flat(20, 20, default);
        var options = new DotArtOptions
        {
            Colors = 4, DotCount = 50, Format = format, PngSize = 300, Plot = new() { Separate = true },
            PaperColor = new(255, 255, 255),
        };
        AssertPlanned(options);
        AssertPlanned(options with { Palette = Offered });
        if (format != DrawingFormat.Png)
        {
            AssertPlanned(
                options with { Plot = options.Plot with { Pens = [.. Offered.Select(color => new Pen(0.3, color))] } });
        }

        void AssertPlanned(DotArtOptions plan)
        {
            using var result = Dots.Run(image, plan);
            Assert.Equal(DotArtOperation.NamesOf(plan).SideSuffixes, result.SideFiles.Select(file => file.Suffix));
            Assert.InRange(result.SideFiles.Count(file => !file.IsEmpty), Math.Min(1, stripes), stripes + 1);
        }
    }

    private static Raster<Rgba32> Image(int stripes) => Paint<Rgba32>(200, 100, (x, _) => Stripes[x * stripes / 200]);

    private static IReadOnlyList<Rgba32> Palette(Raster<Rgba32> image, DotArtOptions options) =>
        ColorChoice.Find(Dots.Plan(options), image).Palette ?? options.Palette!;
}
