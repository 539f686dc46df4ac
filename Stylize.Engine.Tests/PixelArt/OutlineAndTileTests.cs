using Stylize.Engine.PixelArt.Samples;
using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

public class OutlineAndTileTests
{
    private static readonly Rgba32 Black = new(0, 0, 0);
    private static readonly Rgba32 Red = new(200, 0, 0);
    private static readonly Rgba32 White = new(255, 255, 255);

    private static readonly PixelArtOptions Dark = PixelArtOptions.Default with
    {
        Width = 32, Saturation = 1, Outline = OutlineStyle.Dark, Palette = new("three", [Black, Red, White]),
    };

    [Fact]
    public void An_outline_is_one_cell_wide_on_the_darker_side()
    {
        using var result = Run(Paint<Rgba32>(256, 256, (x, y) => IsInside(x / 8, y / 8) ? Red : White), Dark);
        foreach (var (x, y) in Coordinates(32, 32))
        {
            var isRim = IsInside(x, y) && (x is 8 or 23 || y is 8 or 23);
            Assert.Equal(isRim ? Black : IsInside(x, y) ? Red : White, result.Cells[x, y]);
        }

        static bool IsInside(int x, int y) => x is >= 8 and < 24 && y is >= 8 and < 24;
    }

    [Theory]
    [InlineData(OutlineStyle.Dark)]
    [InlineData(OutlineStyle.Palette)]
    public void Outlines_add_no_color(OutlineStyle style)
    {
        var options = PixelArtOptions.Default with { Width = 40, Colors = 7, Outline = style };
        using var plain = Run(Busy(200, 160), options with { Outline = OutlineStyle.None });
        using var outlined = Run(Busy(200, 160), options);
        Assert.Subset(plain.Palette.Colors.ToHashSet(), outlined.Palette.Colors.ToHashSet());
    }

    [Fact]
    public void Outlines_follow_the_contrast_of_the_picture()
    {
        // 18 Lab units apart: too little next to black and white, but the greatest contrast of a pale picture.
        Rgba32 gray = new(150, 150, 150), pale = new(201, 201, 201), ink = new(120, 120, 120);
        Assert.NotEqual(0, Outlined(ink, ink));
        Assert.Equal(0, Outlined(Black, White));

        int Outlined(Rgba32 dark, Rgba32 light)
        {
            var options = Dark with { Palette = new("four", new[] { dark, gray, pale, light }.Distinct()) };
            using var result = Run(
                Paint<Rgba32>(256, 256, (x, y) => y < 24 ? dark : y >= 232 ? light : x < 128 ? gray : pale), options);
            return Enumerable.Range(5, 22).Count(y => result.Cells[15, y] == dark);
        }
    }

    [Fact]
    public void A_small_bright_area_gets_no_outline()
    {
        using var result =
            Run(Paint<Rgba32>(256, 256, (x, y) => x / 8 is >= 12 and < 16 && y / 8 == 16 ? White : Red), Dark);
        Assert.Equal(4, Count(White));
        Assert.Equal(0, Count(Black));

        int Count(Rgba32 color) => Enumerable.Range(0, 32 * 32).Count(i => result.Cells[i % 32, i / 32] == color);
    }

    [Fact]
    public void A_repeated_pattern_is_cut_at_its_period()
    {
        using var image = Paint<Rgba32>(300, 270, (x, y) => x % 44 < 6 || y % 38 < 6 ? White : Red);
        var seam = TileSeam.Find(image);
        Assert.Equal((0, 0), (seam.Size.Width % 44, seam.Size.Height % 38));
        using var tile = seam.Cut(image, 0, 0);
        foreach (var (x, y) in Coordinates(tile.Width, tile.Height))
        {
            Assert.Equal(x % 44 < 6 || y % 38 < 6 ? White : Red, tile[x, y]);
        }
    }

    [Fact]
    public void The_cut_of_a_tile_runs_where_both_sides_agree()
    {
        using var image = Busy(240, 200);
        var seam = TileSeam.Find(image);
        using var tile = seam.Cut(image, 0, 0);
        Assert.InRange(tile.Width, 160, 230);
        Assert.InRange(tile.Height, 134, 192);

        // Opposite sides of the tile are neighbors in the photograph.
        Assert.True(Jump(tile, across: true) < 0.25 * Jump(image, across: true));
        Assert.True(Jump(tile, across: false) < 0.25 * Jump(image, across: false));

        static double Jump(Raster<Rgba32> picture, bool across) =>
            Enumerable.Range(0, across ? picture.Height : picture.Width).Average(i => across
                ? Lab.Distance(Of(picture[0, i]), Of(picture[picture.Width - 1, i]))
                : Lab.Distance(Of(picture[i, 0]), Of(picture[i, picture.Height - 1])));

        static Lab Of(Rgba32 color) => LabConversion.FromRgba(color);
    }

    [Fact]
    public void A_tile_has_the_size_of_the_grid()
    {
        using var result = Run(Busy(200, 160), PixelArtOptions.Default with { Width = 32, Tileable = true });
        Assert.Equal((32, 26), (result.Cells.Width, result.Cells.Height));
    }
}
