using System.Numerics;
using Stylize.Engine.PixelArt.Dithering;
using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

public class DitherTests
{
    private static readonly Rgba32 Black = new(0, 0, 0);
    private static readonly Rgba32 White = new(255, 255, 255);

    /// <summary>The dithers that keep the mean: Atkinson's loses a quarter of the error.</summary>
    public static TheoryData<DitherMethod> Methods =>
        [.. Enum.GetValues<DitherMethod>().Except([DitherMethod.None, DitherMethod.Atkinson])];

    /// <summary>The published matrices; X is the cell itself, and its row comes first.</summary>
    [Theory]
    [InlineData(DitherMethod.Diffusion, 16, "0 0 X 7 0", "0 3 5 1 0", "0 0 0 0 0")]
    [InlineData(DitherMethod.Atkinson, 8, "0 0 X 1 1", "0 1 1 1 0", "0 0 1 0 0")]
    [InlineData(DitherMethod.Stucki, 42, "0 0 X 8 4", "2 4 8 4 2", "1 2 4 2 1")]
    public void Error_diffusion_has_the_published_shares(DitherMethod method, int divisor, params string[] rows)
    {
        var expected = rows.SelectMany((row, y) => row.Split(' ').Select((word, x) => (X: x - 2, Y: y, Word: word)))
            .Where(cell => cell.Word is not ("X" or "0"))
            .Select(cell => (cell.X, cell.Y, int.Parse(cell.Word) / (float)divisor));
        Assert.Equal(expected.Order(), Dither.For(method).Kernel!.Shares.Order());
    }

    /// <summary>Compared with a plain implementation on the pixels themselves, in rows of alternating
    /// direction.</summary>
    [Theory]
    [InlineData(DitherMethod.Atkinson)]
    [InlineData(DitherMethod.Stucki)]
    public void Two_colors_follow_a_plain_error_diffusion(DitherMethod method)
    {
        const int width = 48, height = 32;
        var gray = (int x, int y) => (byte)(40 + (3 * x) + (y * 2));
        var image = Paint<Rgba32>(
            4 * width, 4 * height, (x, y) => new Rgba32(gray(x / 4, y / 4), gray(x / 4, y / 4), gray(x / 4, y / 4)));
        var options = PixelArtOptions.Default with
        {
            Width = width,
            Palette = NamedPalettes.Get("1bit"),
            Dither = method,
            Refinement = false,
        };
        using var result = Run(image, options);
        var wanted = new double[width, height];
        var equal = 0;
        foreach (var (i, y) in Coordinates(width, height))
        {
            var x = y % 2 == 0 ? i : width - 1 - i;
            var sum = wanted[x, y] + (gray(x, y) / 255.0);
            var isWhite = sum > 0.5;
            equal += isWhite == (result.Cells[x, y].R == 255) ? 1 : 0;
            foreach (var (across, down, share) in Dither.For(method).Kernel!.Shares)
            {
                var (column, row) = (x + (y % 2 == 0 ? across : -across), y + down);
                if (column is >= 0 and < width && row < height)
                {
                    wanted[column, row] += (sum - (isWhite ? 1 : 0)) * share;
                }
            }
        }

        // Sums near the threshold may be rounded to the other side.
        Assert.InRange(equal / (double)(width * height), 0.95, 1);
    }

    [Fact]
    public void The_Bayer_matrix_of_4_is_the_published_one()
    {
        int[] published = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
        var map = ThresholdMap.Bayer(4);
        Assert.Equal(published, Enumerable.Range(0, 16).Select(i => (int)(map.At(i % 4, i / 4) * 16)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void Blue_noise_has_every_rank_once_and_separates_its_first_cells(int side)
    {
        var map = ThresholdMap.BlueNoise(side);
        var cells = side * side;
        var ranks = Enumerable.Range(0, cells).Select(i => (int)(map.At(i % side, i / side) * cells)).ToArray();
        Assert.Equal(Enumerable.Range(0, cells), ranks.Order());

        // 1/16 of the cells: 4 apart on a square lattice; at random, many would touch.
        var first = Enumerable.Range(0, cells).Where(i => ranks[i] < cells / 16)
            .Select(i => (X: i % side, Y: i / side)).ToArray();
        foreach (var (x, y) in first)
        {
            var nearest = first.Where(p => p != (x, y))
                .Min(p => Math.Pow(Around(p.X - x), 2) + Math.Pow(Around(p.Y - y), 2));
            Assert.True(nearest > 4, $"{x},{y}: {nearest}");
        }

        int Around(int d) => Math.Min(Math.Abs(d), side - Math.Abs(d));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_linear_ramp_in_four_grays_keeps_its_luminance(DitherMethod method)
    {
        // Luminance grows linearly from left to right. The mean luminance of 16 columns of cells must be that of the
        // photograph.
        var palette = new Palette("four", [Black, new(71, 71, 71), new(128, 128, 128), new(188, 188, 188)]);
        byte[] columns = [.. Enumerable.Range(0, 512).Select(x => Encode(0.5 * x / 511))];
        var image = Paint<Rgba32>(512, 256, (x, _) => new Rgba32(columns[x], columns[x], columns[x]));
        var options =
            PixelArtOptions.Default with { Width = 128, Palette = palette,
                PaletteMatch = PaletteMatch.Color, Dither = method };
        using var result = Run(image, options);
        for (var first = 32; first < 112; first += 16)
        {
            var mean = Coordinates(first + 16, 64, first).Average(at => Decode(result.Cells[at.X, at.Y].R));
            Assert.InRange(mean - columns.Skip(4 * first).Take(64).Average(Decode), -0.02, 0.02);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Flat_areas_of_palette_colors_are_unchanged(DitherMethod method)
    {
        var palette = new Palette("three", [Black, new(119, 119, 119), White]);
        using var plain = Make(DitherMethod.None);
        using var dithered = Make(method);
        Assert.Equal(Pixels(plain.Cells), Pixels(dithered.Cells));

        PixelArtResult Make(DitherMethod dither) => Run(
            Paint<Rgba32>(200, 160, (x, y) => (x >= 100) ^ (y >= 80) ? Black : White),
            PixelArtOptions.Default with { Width = 40, Palette = palette, Dither = dither });
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Transparent_cells_stay_transparent_and_no_color_is_added(DitherMethod method)
    {
        var options = PixelArtOptions.Default with { Width = 48, Dither = method };
        using var plain = Run(Photograph(), options with { Dither = DitherMethod.None });
        using var dithered = Run(Photograph(), options);
        Assert.Equal(
            Pixels(plain.Cells).Select(p => p.A == 0),
            Pixels(dithered.Cells).Select(p => p.A == 0));
        Assert.True(dithered.Palette.Colors.Count <= PixelArtOptions.DefaultColors);
        Assert.NotEqual(Pixels(plain.Cells), Pixels(dithered.Cells));

        static Raster<Rgba32> Photograph() => Paint<Rgba32>(192, 144, (x, y) =>
            (x - 96) * (x - 96) + ((y - 72) * (y - 72)) < 4000 ? new Rgba32((byte)x, (byte)y, 90) : default);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_given_palette_is_mixed_to_the_colors_of_the_photograph(DitherMethod method)
    {
        // Colors within the cube of black, white and the six pure colors, none of them near one of these.
        AssertMixed(
            method, "teletext",
            [new(200, 120, 60), new(90, 140, 180), new(120, 118, 116), new(230, 200, 190), new(60, 80, 40)]);
        byte[] grays = [32, 80, 128, 176, 224];
        AssertMixed(method, "1bit", [.. grays.Select(gray => new Rgba32(gray, gray, gray))]);
    }

    private static void AssertMixed(DitherMethod method, string palette, Rgba32[] bars)
    {
        var image = Paint<Rgba32>(320, 256, (x, _) => bars[x / 64]);
        var options =
            PixelArtOptions.Default with { Width = 80, Palette = NamedPalettes.Get(palette), Dither = method };
        using var result = Run(image, options);
        for (var bar = 0; bar < bars.Length; bar++)
        {
            var sum = new Vector3();
            foreach (var (y, x) in Coordinates(64, 16 * (bar + 1), 0, 16 * bar))
            {
                sum += new Vector3(result.Cells[x, y].R, result.Cells[x, y].G, result.Cells[x, y].B);
            }

            // A combination of 16 colors can miss a channel by 255 / 32.
            var difference = Vector3.Abs((sum / (16 * 64)) - new Vector3(bars[bar].R, bars[bar].G, bars[bar].B));
            Assert.True(
                Math.Max(difference.X, Math.Max(difference.Y, difference.Z)) < 11, $"{bars[bar]}: {difference}");
        }
    }

    [Fact]
    public void A_measured_display_is_diffused_by_default()
    {
        var options = PixelArtOptions.Default with { Width = 96, Palette = NamedPalettes.Get("eink-7-measured") };
        using var plain = Run(Brown(), options);
        using var diffused = Run(Brown(), options with { Dither = DitherMethod.Diffusion });
        Assert.Equal(Pixels(diffused.Cells), Pixels(plain.Cells));
    }

    [Fact]
    public void A_small_named_palette_far_from_the_photograph_is_mixed_by_default()
    {
        var options = PixelArtOptions.Default with { Width = 96, Palette = NamedPalettes.Get("windows") };
        using var weak = Run(Brown(), options);
        using var none = Run(Brown(), options with { Dither = DitherMethod.None, Tone = new() { LocalContrast = 0 } });
        using var own = Run(Brown(), options with { Palette = new Palette("own", options.Palette.Colors) });
        Assert.NotEqual(Pixels(none.Cells), Pixels(weak.Cells));
        Assert.Equal(Pixels(none.Cells), Pixels(own.Cells));

        // Flat areas of a drawing stay flat.
        var drawing = () => Paint<Rgba32>(
            256, 128, (x, y) => x < 88 ? new(200, 150, 120) : y < 72 ? new(120, 160, 140) : new(70, 60, 90));
        using var flat = Run(drawing(), options);
        using var plain = Run(drawing(), options with { Dither = DitherMethod.None });
        Assert.Equal(Pixels(plain.Cells), Pixels(flat.Cells));
    }

    [Fact]
    public void Zero_strength_disables_the_dither()
    {
        var options = PixelArtOptions.Default with { Width = 20 };
        using var plain = Run(Busy(100, 80), options with { Dither = DitherMethod.None });
        foreach (DitherMethod method in Methods)
        {
            using var none = Run(Busy(100, 80), options with { Dither = method, DitherStrength = 0 });
            Assert.Equal(Pixels(plain.Cells), Pixels(none.Cells));
        }
    }

    private static Raster<Rgba32> Brown() => Paint<Rgba32>(
        256, 128, (x, y) => new Rgba32((byte)(90 + (x / 3)), (byte)(80 + (x / 5)), (byte)(70 + (y / 4))));

    private static double Decode(byte value) =>
        value <= 0.04045 * 255 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);

    private static byte Encode(double light) =>
        (byte)Math.Round(255 * (light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055));
}
