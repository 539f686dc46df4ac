using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

public class PaletteMatchTests
{
    private static bool Disc(double x, double y, double a, double b) => (x * x / (a * a)) + (y * y / (b * b)) < 1;

    private static readonly Palette GameBoy = NamedPalettes.Get("gameboy");
    private static readonly Palette Pico8 = NamedPalettes.Get("pico-8");

    [Theory]
    [InlineData(PaletteMatch.Auto, false)]
    [InlineData(PaletteMatch.Color, false)]
    [InlineData(PaletteMatch.Lightness, true)]
    public void Beads_without_a_deep_black_keep_the_hues_of_an_image(PaletteMatch match, bool isByLightness)
    {
        var options = PixelArtOptions.Default with { Palette = ProductPalettes.Find("perler"), PaletteMatch = match };
        Assert.Equal(isByLightness, new ColorPlan(options, null).ByLightness);
    }

    /// <summary>The white of the panel is a gray. All that is lighter had that gray.</summary>
    [Fact]
    public void A_dither_shows_the_white_of_a_picture_as_that_of_the_panel()
    {
        var palette = NamedPalettes.Get("eink-6-measured");
        var wedge = Paint<Rgba32>(384, 192, (x, y) =>
            new((byte)(15 + (239 * x / 384) + (y % 2)), (byte)(15 + (239 * x / 384)), (byte)(15 + (239 * x / 384))));
        using var result = Run(wedge, PixelArtOptions.Default with { Width = 96, Palette = palette });
        double[] levels = [.. Enumerable.Range(0, 8).Select(block => Coordinates(12, result.Cells.Height)
            .Average(at => LabConversion.FromRgba(result.Cells[(12 * block) + at.X, at.Y]).L))];
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second > pair.First + 1));
    }

    [Fact]
    public void A_gray_wedge_uses_every_shade_of_a_ramp_in_order()
    {
        // By the nearest color, white would be the second darkest green.
        using var result =
            Run(Wedge(), PixelArtOptions.Default with { Width = 64, Palette = GameBoy, Dither = DitherMethod.None });
        Rgba32[] shades = [.. GameBoy.Colors.OrderBy(c => LabConversion.FromRgba(c).L)];
        int[] ranks = [.. Enumerable.Range(0, 64).Select(x => Array.IndexOf(shades, result.Cells[x, 8]))];
        Assert.Equal(ranks.Order(), ranks);
        Assert.All(Enumerable.Range(0, 4), shade => Assert.InRange(ranks.Count(r => r == shade), 10, 24));
    }

    [Fact]
    public void A_ramp_has_only_neighboring_shades_where_they_meet()
    {
        using var result = Run(Wedge(), PixelArtOptions.Default with { Width = 96, Palette = GameBoy });
        Rgba32[] shades = [.. GameBoy.Colors.OrderBy(c => LabConversion.FromRgba(c).L)];
        var ranks = Enumerable.Range(0, 96).Select(x =>
            Enumerable.Range(0, result.Cells.Height).Select(y => Array.IndexOf(shades, result.Cells[x, y])).ToArray())
            .ToList();
        Assert.All(ranks, column => Assert.InRange(column.Max() - column.Min(), 0, 1));
        var means = ranks.Chunk(12).Select(columns => columns.SelectMany(column => column).Average()).ToList();
        Assert.Equal(means.Order(), means);
    }

    [Fact]
    public void By_color_white_is_a_dark_green()
    {
        using var result = Run(
            Wedge(), PixelArtOptions.Default with { Width = 64, Palette = GameBoy, PaletteMatch = PaletteMatch.Color });
        Assert.Equal(new Rgba32(0x30, 0x62, 0x30), result.Cells[63, 8]);
    }

    [Fact]
    public void A_dark_photograph_uses_the_whole_ramp()
    {
        var dark = Paint<Rgba32>(256, 64, (x, _) => new Rgba32((byte)(x / 4), (byte)(x / 5), (byte)(x / 6)));
        using var result = Run(dark, PixelArtOptions.Default with { Width = 64, Palette = GameBoy });
        Assert.Equal(4, result.Palette.Colors.Count);
    }

    [Fact]
    public void Hues_decide_between_colors_of_one_lightness()
    {
        // Four pastels between L* 70 and 85: the lightness is narrower than that of the image, and red and green differ
        // in hue only.
        var palette = new Palette(
            "pastels", [new(0xff, 0x9a, 0x9a), new(0x8c, 0xc8, 0x8c), new(0xd8, 0xd8, 0xd8), new(0xaa, 0xaa, 0xaa)]);
        var image = Paint<Rgba32>(
            128, 128,
            (x, y) => y < 64 ? x < 64 ? new(220, 60, 60) : new(40, 140, 40) : x < 64
                ? new(250, 250, 250) : new(4, 4, 4));
        var options = PixelArtOptions.Default with { Width = 16, Palette = palette };
        using var wedge = Run(Wedge(), options);
        using var light = Run(Wedge(), options with { PaletteMatch = PaletteMatch.Lightness });
        Assert.Equal(Pixels(light.Cells), Pixels(wedge.Cells));
        using var result = Run(image, options);
        Assert.Equal(new Rgba32(0xff, 0x9a, 0x9a), result.Cells[3, 3]);
        Assert.Equal(new Rgba32(0x8c, 0xc8, 0x8c), result.Cells[12, 3]);
        Assert.Equal(new Rgba32(0xd8, 0xd8, 0xd8), result.Cells[3, 12]);
        Assert.Equal(new Rgba32(0xaa, 0xaa, 0xaa), result.Cells[12, 12]);
    }

    [Fact]
    public void Palettes_of_many_hues_are_matched_by_color_if_they_are_near()
    {
        // All colors of the picture are within 4 Lab units of a color of the palette.
        var near =
            () => Paint<Rgba32>(120, 80, (x, y) => Near(Pico8.Colors[(x / 20 * 5 + (y / 20 * 3)) % 16], (x + y) % 3));
        var options = PixelArtOptions.Default with { Width = 24, Palette = Pico8 };
        using var auto = Run(near(), options);
        using var color = Run(near(), options with { PaletteMatch = PaletteMatch.Color });
        Assert.Equal(Pixels(color.Cells), Pixels(auto.Cells));

        static Rgba32 Near(Rgba32 color, int step) =>
            new(Move(color.R, step), Move(color.G, step), Move(color.B, step));
        static byte Move(byte value, int step) => (byte)(value < 128 ? value + step : value - step);
    }

    [Fact]
    public void A_weak_color_keeps_its_hue_where_the_palette_has_it()
    {
        // By the nearest color, skin is gray: 26 Lab units away, the orange 40.
        var palette = new Palette(
            "hues", [new(0, 0, 0), new(150, 150, 150), new(230, 110, 60), new(60, 90, 220), new(255, 255, 255)]);
        using var hue = Run(Skin(), PixelArtOptions.Default with { Width = 16, Palette = palette });
        using var nearest = Run(
            Skin(), PixelArtOptions.Default with { Width = 16, Palette = palette, PaletteMatch = PaletteMatch.Color });
        Assert.Equal(palette.Colors[1], nearest.Cells[8, 8]);
        Assert.Equal(palette.Colors[2], hue.Cells[8, 8]);

        // Gray walls stay gray.
        Assert.Equal(palette.Colors[1], hue.Cells[1, 1]);

        static Raster<Rgba32> Skin() => Paint<Rgba32>(128, 128, (x, y) =>
            Math.Abs(x - 64) + Math.Abs(y - 64) < 60 ? new(180, 130, 105) : new(128, 128, 128));
    }

    [Fact]
    public void A_plain_wall_next_to_a_dark_figure_has_no_light_border()
    {
        // The wall, at L* 50, is nearest to the gray at 54.
        var options =
            PixelArtOptions.Default with { Width = 64, Palette = NamedPalettes.Get("amstrad-cpc"),
                Dither = DitherMethod.None };
        using var result = Run(Figure(), options);
        Assert.Equal(new Rgba32(0, 0, 0), result.Cells[32, 32]);
        for (var x = 46; x < 64; x++)
        {
            Assert.Equal(new Rgba32(128, 128, 128), result.Cells[x, 32]);
        }

        static Raster<Rgba32> Figure() => Paint<Rgba32>(512, 512, (x, y) =>
            Textured(((x - 256) * (x - 256)) + ((y - 256) * (y - 256)) < 100 * 100
                ? new(30, 30, 30) : new(120, 120, 120), x, y));
    }

    [Fact]
    public void A_plain_wall_between_two_colors_has_one_of_them_and_a_face_keeps_its_mouth()
    {
        // The upper wall is nearest to a lavender, the lower one to a light blue.
        using var result = Run(
            Portrait(), PixelArtOptions.Default with { Width = 32, Palette = NamedPalettes.Get("pico-8") });
        Assert.Single(Enumerable.Range(0, 20).SelectMany(
            y => new[] { 1, 4, 27, 30 }.Select(x => result.Cells[x, y])).Distinct());
        Assert.NotEqual(result.Cells[16, 15], result.Cells[16, 18]);
        Assert.NotEqual(result.Cells[16, 11], result.Cells[13, 11]);

        static Raster<Rgba32> Portrait() => Paint<Rgba32>(512, 512, (x, y) =>
            Disc(x - 256, y - 216, 130, 170) ? Disc(Math.Abs(x - 256) - 44, y - 176, 22, 12) ? new(40, 25, 20)
                : Math.Abs(x - 256) < 44 && Math.Abs(y - 288) < 9 ? new(150, 60, 60) : new(214, 160, 130)
            : Disc(x - 256, y - 540, 200, 170) ? new(40, 40, 60) : Textured(Wall(y / 512.0), x, y));
        static Rgba32 Wall(double share) =>
            new((byte)(66 + (22 * share)), (byte)(102 + (34 * share)), (byte)(170 + (37 * share)));
    }

    [Fact]
    public void A_dark_mark_in_a_shadow_stays_in_a_picture_larger_than_a_sprite()
    {
        // The mark is nearest to a dark blue, and would cost less in the purple of the shadow.
        var palette = new Palette("shadow", [new(29, 43, 83), new(126, 37, 83), new(171, 82, 54), new(255, 241, 232)]);
        using var result = Run(Face(), PixelArtOptions.Default with { Width = 96, Palette = palette });
        Assert.Equal(palette.Colors[1], result.Cells[66, 60]);
        Assert.Equal(palette.Colors[0], result.Cells[66, 37]);

        static Raster<Rgba32> Face() => Paint<Rgba32>(384, 384, (x, y) => Textured(
            !Disc(x - 192, y - 192, 150, 170) ? new(250, 240, 230) : Disc(x - 265, y - 150, 34, 15)
                ? new(60, 40, 55) : x > 192 ? new(90, 55, 70) : new(150, 90, 60), x, y));
    }

    [Theory]
    // A dark blue sea: magenta and red have its lightness.
    [InlineData("zx-spectrum", 50, 80, 120, "0000d7 0000ff 00d7d7")]
    [InlineData("zx-spectrum", 60, 110, 60, "00d700")] // A dark tree: red has its lightness.
    [InlineData("amstrad-cpc", 95, 95, 96, "808080")] // A gray suit: a teal has its lightness.
    [InlineData("pico-8", 210, 140, 110, "ab5236 ffccaa")] // Skin: a pink has its lightness.
    [InlineData("pico-8", 110, 50, 30, "ab5236")] // Red hair: a purple has its lightness.
    public void A_far_palette_gives_no_area_a_wrong_hue(string name, byte red, byte green, byte blue, string right)
    {
        var image = Paint<Rgba32>(512, 512, (x, y) => Textured(new(red, green, blue), x, y));
        using var result = Run(image, PixelArtOptions.Default with { Width = 64, Palette = NamedPalettes.Get(name) });
        Assert.All(result.Palette.Colors, color => Assert.Contains(color.ToHex().TrimStart('#'), right));
    }

    [Theory]
    // A light blue sky: only green and black are left of about its hue.
    [InlineData("cga-green-red", 100, 128, 158, 10)]
    [InlineData("teletext", 138, 134, 110, 20)] // A beige wall: yellow and green are much lighter.
    public void A_pale_tone_keeps_its_lightness_if_the_palette_has_no_color_of_its_hue(
        string name, byte red, byte green, byte blue, float tolerance)
    {
        var image = Paint<Rgba32>(512, 512, (x, y) => Textured(new(red, green, blue), x, y));
        using var result = Run(image, PixelArtOptions.Default with { Width = 64, Palette = NamedPalettes.Get(name) });
        var mean = Pixels(result.Cells).Average(color => LabConversion.FromRgba(color).L);
        var tone = LabConversion.FromRgba(new Rgba32(red, green, blue)).L;
        Assert.InRange(mean, tone - tolerance, tone + tolerance);
    }

    [Fact]
    public void An_outline_of_flat_art_is_one_color_of_a_named_palette()
    {
        // A shape of one color with an outline of one cell on white. Both colors are far from those of the palette.
        var outline = new Rgba32(0x3c, 0x14, 0x5a);
        var image = Paint<Rgba32>(256, 256, (x, y) => (((x - 128) * (x - 128)) + ((y - 128) * (y - 128))) switch
        {
            < 80 * 80 => new(0x66, 0xb0, 0xd0),
            < 92 * 92 => outline,
            _ => new(255, 255, 255),
        });
        using var result =
            Run(image, PixelArtOptions.Default with { Width = 32, Palette = NamedPalettes.Get("sweetie-16") });
        Assert.InRange(result.Palette.Colors.Count, 3, 4);
        Assert.Equal(result.Cells[5, 16], result.Cells[16, 5]);
        Assert.Equal(result.Cells[5, 16], result.Cells[26, 16]);
    }

    /// <summary>Returns a color with a faint texture in and between cells, because areas of exactly one color stay as
    /// they are.</summary>
    private static Rgba32 Textured(Rgba32 color, int x, int y)
    {
        var more = (((x / 8 * 5) + (y / 8 * 3)) % 3) + (((5 * x) + (3 * y)) % 3);
        return new((byte)(color.R + more), (byte)(color.G + more), (byte)(color.B + more));
    }

    private static Raster<Rgba32> Wedge() =>
        Paint<Rgba32>(256, 64, (x, _) => new Rgba32((byte)x, (byte)x, (byte)x));
}
