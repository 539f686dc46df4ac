using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.PixelArt;

public class PaletteMatchTests
{
    private static readonly Palette GameBoy = NamedPalettes.Get("gameboy");
    private static readonly Palette Pico8 = NamedPalettes.Get("pico-8");

    [Fact]
    public void A_gray_wedge_uses_every_shade_of_a_ramp_in_order()
    {
        // By the nearest color, white would be the second darkest green.
        using var result = Run(Wedge(), PixelArtOptions.Default with { Width = 64, Palette = GameBoy });
        Rgba32[] shades = [.. GameBoy.Colors.OrderBy(c => LabConversion.FromRgba(c).L)];
        int[] ranks = [.. Enumerable.Range(0, 64).Select(x => Array.IndexOf(shades, result.Cells[x, 8]))];
        Assert.Equal(ranks.Order(), ranks);
        Assert.All(Enumerable.Range(0, 4), shade => Assert.InRange(ranks.Count(r => r == shade), 10, 24));
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
        var dark = SyntheticPhotograph.Draw(256, 64, (x, _) => new Rgba32((byte)(x / 4), (byte)(x / 5), (byte)(x / 6)));
        using var result = Run(dark, PixelArtOptions.Default with { Width = 64, Palette = GameBoy });
        Assert.Equal(4, result.Palette.Colors.Count);
    }

    [Fact]
    public void Hues_decide_between_colors_of_one_lightness()
    {
        // Four pastels between L* 70 and 85: the lightness is narrower than that of the image, and red and green differ in hue only.
        var palette = new Palette("pastels", [new(0xff, 0x9a, 0x9a), new(0x8c, 0xc8, 0x8c), new(0xd8, 0xd8, 0xd8), new(0xaa, 0xaa, 0xaa)]);
        var image = SyntheticPhotograph.Draw(
            128, 128, (x, y) => y < 64 ? x < 64 ? new(220, 60, 60) : new(40, 140, 40) : x < 64 ? new(250, 250, 250) : new(4, 4, 4));
        using var result = Run(image, PixelArtOptions.Default with { Width = 16, Palette = palette });
        Assert.Equal(new Rgba32(0xff, 0x9a, 0x9a), result.Cells[3, 3]);
        Assert.Equal(new Rgba32(0x8c, 0xc8, 0x8c), result.Cells[12, 3]);
        Assert.Equal(new Rgba32(0xd8, 0xd8, 0xd8), result.Cells[3, 12]);
        Assert.Equal(new Rgba32(0xaa, 0xaa, 0xaa), result.Cells[12, 12]);
    }

    [Fact]
    public void Palettes_of_many_hues_are_matched_by_color_if_they_are_near()
    {
        // All colors of the picture are within 4 Lab units of a color of the palette.
        var near = () => SyntheticPhotograph.Draw(120, 80, (x, y) => Near(Pico8.Colors[(x / 8 * 5 + (y / 8 * 3)) % 16], (x + y) % 3));
        var options = PixelArtOptions.Default with { Width = 24, Palette = Pico8 };
        using var auto = Run(near(), options);
        using var color = Run(near(), options with { PaletteMatch = PaletteMatch.Color });
        using var lightness = Run(near(), options with { PaletteMatch = PaletteMatch.Lightness });
        Assert.Equal(SyntheticPhotograph.Pixels(color.Cells), SyntheticPhotograph.Pixels(auto.Cells));
        Assert.NotEqual(SyntheticPhotograph.Pixels(color.Cells), SyntheticPhotograph.Pixels(lightness.Cells));

        static Rgba32 Near(Rgba32 color, int step) => new(Move(color.R, step), Move(color.G, step), Move(color.B, step));
        static byte Move(byte value, int step) => (byte)(value < 128 ? value + step : value - step);
    }

    [Fact]
    public void A_weak_color_keeps_its_hue_where_the_palette_has_it()
    {
        // By the nearest color, skin is gray: 26 Lab units away, the orange 40.
        var palette = new Palette("hues", [new(0, 0, 0), new(150, 150, 150), new(230, 110, 60), new(60, 90, 220), new(255, 255, 255)]);
        using var hue = Run(Skin(), PixelArtOptions.Default with { Width = 16, Palette = palette });
        using var nearest = Run(Skin(), PixelArtOptions.Default with { Width = 16, Palette = palette, PaletteMatch = PaletteMatch.Color });
        Assert.Equal(palette.Colors[1], nearest.Cells[8, 8]);
        Assert.Equal(palette.Colors[2], hue.Cells[8, 8]);

        // Gray walls stay gray.
        Assert.Equal(palette.Colors[1], hue.Cells[1, 1]);

        static Raster<Rgba32> Skin() => SyntheticPhotograph.Draw(128, 128, (x, y) =>
            Math.Abs(x - 64) + Math.Abs(y - 64) < 60 ? new(180, 130, 105) : new(128, 128, 128));
    }

    [Fact]
    public void A_match_without_a_palette_is_refused()
    {
        var error = Assert.Throws<StylizeException>((PixelArtOptions.Default with { PaletteMatch = PaletteMatch.Lightness }).Validate);
        Assert.Equal((StylizeError.OptionInvalid, "PaletteMatch"), (error.Error, error.Target));
    }

    private static Raster<Rgba32> Wedge() =>
        SyntheticPhotograph.Draw(256, 64, (x, _) => new Rgba32((byte)x, (byte)x, (byte)x));

    private static PixelArtResult Run(Raster<Rgba32> image, PixelArtOptions options) =>
        new PixelArtOperation(options).Run(image, new NoCodec(), OperationContext.Quiet);
}
