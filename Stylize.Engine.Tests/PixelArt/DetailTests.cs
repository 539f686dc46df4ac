using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Small features, rims and flat colors.</summary>
public class DetailTests
{
    private static readonly Rgba32 Skin = new(224, 172, 140);
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Orange = new(255, 127, 25);
    private static readonly Rgba32 Green = new(151, 202, 75);

    [Fact]
    public void A_dark_feature_of_a_third_of_a_cell_is_kept()
    {
        // Eyes of 5 x 5 pixels in the middle of cells of 8 x 8, in a face with soft shading; dark hair provides the
        // dark color.
        var image = Paint<Rgba32>(256, 256, (x, y) =>
            y < 40 ? new(30, 20, 16)
            : IsEye(x, y, 84) || IsEye(x, y, 164) ? new(30, 20, 16)
            : new((byte)(Skin.R - (y / 16)), (byte)(Skin.G - (x / 16)), Skin.B));
        using var result = Run(image, PixelArtOptions.Default with { Width = 32, Colors = 6 });
        Assert.True(LabConversion.FromRgba(result.Cells[10, 15]).L < 40);
        Assert.True(LabConversion.FromRgba(result.Cells[20, 15]).L < 40);

        static bool IsEye(int x, int y, int center) => Math.Abs(x - center) <= 2 && Math.Abs(y - 124) <= 2;
    }

    /// <summary>A map of ten colors in eight: two grays may merge, but not the mark.</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(120)]
    public void A_small_mark_keeps_its_color_among_pale_areas(int width)
    {
        Rgba32 red = new(220, 30, 40);
        var image = Paint<Rgba32>(384, 384, (x, y) => x is >= 200 and < 208 && y is >= 180 and < 188 ? red
            : Pale(((x / 48) + (3 * (y / 64))) % 9));
        using var result = Run(image, PixelArtOptions.Default with { Width = width, Colors = 8 });
        Assert.Contains(red, result.Palette.Colors);

        static Rgba32 Pale(int i) => new((byte)(140 + (9 * i)), (byte)(140 + (7 * (i * 4 % 9))), 205);
    }

    /// <summary>The majority of one or two cells at the poles of a circle was just above one half. It is drawn
    /// in both colors, and in front of transparency.</summary>
    [Theory]
    [InlineData(200, 256, 256)]
    [InlineData(230, 256, 256)]
    [InlineData(90, 256, 256)]
    [InlineData(130.6, 218.1, 234.2)]
    [InlineData(192.5, 206.4, 247.6)]
    public void A_circle_has_no_nub_of_one_or_two_cells(double radius, double centerX, double centerY)
    {
        Rgba32 white = new(255, 255, 255), blue = new(20, 60, 160), clear = default;
        foreach (var (front, back) in new[] { (blue, white), (white, blue), (blue, clear) })
        {
            var image = Paint<Rgba32>(512, 512, (x, y) =>
            {
                var (across, down) = (x + 0.5 - centerX, y + 0.5 - centerY);
                var share = Math.Clamp(radius + 0.5 - Math.Sqrt((across * across) + (down * down)), 0, 1);
                return back.A == 0 ? front with { A = (byte)Math.Round(255 * share) }
                    : new(Mix(front.R, back.R), Mix(front.G, back.G), Mix(front.B, back.B));

                byte Mix(byte a, byte b) => (byte)Math.Round((share * a) + ((1 - share) * b));
            });
            using var result = Run(image, PixelArtOptions.Default with { Width = 32 });
            var color = result.Cells[(int)centerX / 16, (int)centerY / 16];
            int[] used = [.. Enumerable.Range(0, 32)
                .Select(y => Enumerable.Range(0, 32).Count(x => result.Cells[x, y] == color))
                .Where(length => length > 0)];
            Assert.True(used[0] > 2 || used[1] < used[0] + 4, $"top: {used[0]} of {used[1]} cells");
            Assert.True(used[^1] > 2 || used[^2] < used[^1] + 4, $"bottom: {used[^1]} of {used[^2]} cells");
        }
    }

    /// <summary>Marks of a cell on an edge and halfway between two cells.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void Marks_of_a_cell_on_an_edge_stay(int shift)
    {
        var image = Paint<Rgba32>(512, 512, (x, y) => y >= 256 || (y >= 240 && (x - shift) % 80 is >= 32 and < 48)
            ? new(20, 60, 160) : new(255, 255, 255));
        using var result = Run(image, PixelArtOptions.Default with { Width = 32 });
        for (var x = 32; x < 480; x += 80)
        {
            Assert.Contains([0, 1], n => result.Cells[((x + shift) / 16) + n, 15] == result.Cells[0, 20]);
        }
    }

    /// <summary>All samples of a cell that an edge cuts went to its neighbors, and the cell took the color of the
    /// background.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edge_through_cells_adds_no_third_color(bool isUpright)
    {
        var (blue, yellow, pale) = (new Rgba32(40, 90, 200), new Rgba32(240, 220, 80), new Rgba32(200, 220, 255));
        for (var shift = 0; shift < 8; shift++)
        {
            var image = Paint<Rgba32>(256, 256, (x, y) =>
            {
                var across = isUpright ? x : y;
                return x is < 48 or >= 208 || y is < 48 or >= 208 ? pale : across >= 100 + shift && across < 160 + shift
                    ? yellow : blue;
            });
            using var result = Run(image, PixelArtOptions.Default with { Width = 32 });
            for (var i = 8; i < 24; i++)
            {
                Assert.NotEqual(pale, isUpright ? result.Cells[i, 15] : result.Cells[15, i]);
            }
        }
    }

    [Fact]
    public void A_rim_of_less_than_a_quarter_cell_is_ignored()
    {
        var photograph = Paint<Rgba32>(192, 128, (x, y) => new((byte)(80 + (x / 2)), (byte)(90 + (y / 2)), 120));
        var framed = Paint<Rgba32>(192, 128, (x, y) =>
            x is 0 or 191 || y is 0 or 127 ? new(0, 0, 0) : photograph[x, y]);
        using var plain = Run(photograph, PixelArtOptions.Default with { Width = 24 });
        using var result = Run(framed, PixelArtOptions.Default with { Width = 24 });
        Assert.Equal(Pixels(plain.Cells), Pixels(result.Cells));
    }

    [Fact]
    public void A_sharpened_border_leaves_no_light_or_dark_rim()
    {
        // Three lines of a scanner's frame, then the lines that its sharpening leaves. The picture has grays of 150 to
        // 198.
        int[] left = [99, 99, 99, 65, 237, 248], right = [99, 99, 99, 77, 138, 232];
        var scan = Paint<Rgba32>(192, 128, (x, y) => Gray(
            x < left.Length ? left[x] : x >= 192 - right.Length ? right[191 - x] : 150 + (x / 8) + (y / 5)));
        using var result = Run(scan, PixelArtOptions.Default with { Width = 24 });
        Assert.All(result.Palette.Colors, c => Assert.InRange(c.R, 146, 202));

        static Rgba32 Gray(int level) => new((byte)level, (byte)level, (byte)level);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, false, "Crisp")]
    [InlineData(5, false)]
    [InlineData(7, false)]
    [InlineData(8, false)]
    [InlineData(9, true)]
    [InlineData(16, true)]
    public void A_dark_border_of_at_most_a_cell_of_8_pixels_is_left_out(
        int border, bool isKept, string preset = "Default")
    {
        var framed = Paint<Rgba32>(192, 128, (x, y) =>
            Math.Min(Math.Min(x, 191 - x), Math.Min(y, 127 - y)) < border ? new(4, 4, 4) : Gradient(x, y));
        using var result = Run(framed, PixelArtOptions.Presets[preset] with { Width = 24 });
        Assert.Equal(isKept, result.Palette.Colors.Any(c => c.R < 70));
        Assert.Equal(isKept, result.Cells[12, 0].R < 70 && result.Cells[0, 8].R < 70 && result.Cells[23, 15].R < 70);
    }

    [Fact]
    public void A_flat_area_of_a_twentieth_beside_a_gradient_keeps_its_color()
    {
        // 60 x 40 of 240 x 200 pixels are green. They fill cells of 5 pixels.
        var image = Paint<Rgba32>(240, 200, (x, y) =>
            x is >= 100 and < 160 && y is >= 80 and < 120
                ? Green : new((byte)(80 + (x / 2)), (byte)(220 - (y / 2)), 120));
        using var result = Run(image, PixelArtOptions.Default with { Width = 48 });
        Assert.Equal(Green, result.Cells[26, 20]);
    }

    [Fact]
    public void Flat_art_of_few_colors_keeps_exactly_these()
    {
        using var result = Run(Logo(), PixelArtOptions.Default with { Width = 40 });
        Assert.Equal(
            new[] { White, Orange, Green }.OrderBy(c => c.ToHex()), result.Palette.Colors.OrderBy(c => c.ToHex()));
    }

    [Fact]
    public void Flat_art_of_too_many_colors_uses_some_of_them()
    {
        Rgba32[] colors = [.. Enumerable.Range(0, 36)
            .Select(i => new Rgba32((byte)(i * 7), (byte)(255 - (i * 5)), (byte)(i * 31 % 256)))];
        var image = Paint<Rgba32>(240, 240, (x, y) => colors[(x / 40) + (6 * (y / 40))]);
        using var result = Run(image, PixelArtOptions.Default with { Width = 30, Colors = 8 });
        Assert.Equal(8, result.Palette.Colors.Count);
        Assert.All(result.Palette.Colors, c => Assert.Contains(c, colors));
    }

    [Fact]
    public void A_white_background_behind_a_photograph_stays_white()
    {
        var busy = Busy(200, 160);
        var image = Paint<Rgba32>(200, 160, (x, y) => x is > 50 and < 150 && y is > 30 and < 130 ? busy[x, y] : White);
        using var result = Run(image, PixelArtOptions.Default with { Width = 40 });
        Assert.Equal(White, result.Cells[1, 1]);
        Assert.Equal(16, result.Palette.Colors.Count);
    }

    /// <summary>Single pixels of white, as of a brush, are about 7% of the image, but few of them are in flat
    /// blocks.</summary>
    [Fact]
    public void A_color_that_covers_four_percent_stays_exact_in_front_of_a_flat_color()
    {
        var random = new Random(3);
        var image = Paint<Rgba32>(240, 160, (x, y) =>
            x is < 40 or >= 200 || y % 40 >= 12 ? new Rgba32(4, 4, 4)
            : x > 120 && random.Next(3) > 0 ? White : Grain(random.Next(250)));
        using var result = Run(image, PixelArtOptions.Default with { Width = 60 });
        Assert.Contains(White, result.Palette.Colors);

        static Rgba32 Grain(int level) => new((byte)level, (byte)level, (byte)level);
    }

    [Fact]
    public void A_given_saturation_applies_to_flat_art()
    {
        using var result = Run(Logo(), PixelArtOptions.Default with { Width = 40, Saturation = 0 });
        Assert.All(result.Palette.Colors, c => Assert.True(c.R == c.G && c.G == c.B));
    }

    private static Rgba32 Gradient(int x, int y) => new((byte)(80 + (x / 2)), (byte)(90 + (y / 2)), 120);

    /// <summary>Two disks on white with antialiased edges.</summary>
    private static Raster<Rgba32> Logo() => Paint<Rgba32>(240, 240, (x, y) =>
    {
        var color = Blend(White, Orange, 90 - Distance(x, y, 110, 120));
        return Blend(color, Green, 40 - Distance(x, y, 160, 100));
    });

    private static double Distance(int x, int y, int cx, int cy) =>
        Math.Sqrt(((x - cx) * (x - cx)) + ((y - cy) * (y - cy)));

    private static Rgba32 Blend(Rgba32 below, Rgba32 above, double inside)
    {
        var share = Math.Clamp(inside + 0.5, 0, 1);
        return new(Mix(below.R, above.R), Mix(below.G, above.G), Mix(below.B, above.B));

        byte Mix(byte one, byte other) => (byte)Math.Round(one + (share * (other - one)));
    }
}
