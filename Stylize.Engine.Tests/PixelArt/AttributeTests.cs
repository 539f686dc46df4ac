using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.Tests.Drawings;

namespace Stylize.Engine.Tests.PixelArt;

public class AttributeTests
{
    private static readonly IReadOnlyList<Rgba32> Zx = NamedPalettes.Get("zx-spectrum").Colors;
    private static readonly IReadOnlyList<Rgba32> C64 = NamedPalettes.Get("c64").Colors;
    private static readonly IReadOnlyList<Rgba32> Nes = NamedPalettes.Get("nes").Colors;

    [Theory]
    [InlineData(null)]
    [InlineData(DitherMethod.None)]
    [InlineData(DitherMethod.Diffusion)]
    [InlineData(DitherMethod.Atkinson)]
    public void ZX_Spectrum_has_two_colors_of_one_brightness_in_8_x_8(DitherMethod? dither)
    {
        using var picture = Picture(
            Photograph(),
            new() { AttributeCells = AttributeCells.ZxSpectrum, Width = 64, Height = 48, Dither = dither });
        foreach (var used in Blocks(picture, Zx, 8, 8))
        {
            Assert.InRange(used.Count, 1, 2);
            Assert.False(used.Any(color => color is > 0 and < 8) && used.Any(color => color >= 8));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DitherMethod.Stucki)]
    public void C64_has_wide_pixels_and_three_colors_next_to_a_common_one_in_4_x_8(DitherMethod? dither)
    {
        using var picture = Picture(
            Photograph(), new() { AttributeCells = AttributeCells.C64, Width = 40, Height = 48, Dither = dither });
        Assert.Equal((80, 48), (picture.Width, picture.Height));
        foreach (var (x, y) in Coordinates(40, 48))
        {
            Assert.Equal(picture[2 * x, y], picture[(2 * x) + 1, y]);
        }

        var blocks = Blocks(picture, C64, 8, 8).ToList();
        Assert.Contains(
            Enumerable.Range(0, 16), background => blocks.All(used => used.Count(color => color != background) <= 3));
    }

    /// <summary>The 20 x 16 tiles of a photograph do not fit into a table of 256; a picture of 16 areas has one tile of
    /// each color.
    /// </summary>
    [Fact]
    public void NES_pictures_of_more_than_256_tiles_give_a_note()
    {
        List<string> notes = [];
        var operation = new PixelArtOperation(
            new PixelArtOptions { AttributeCells = AttributeCells.Nes, Width = 160, Height = 128,
                Refinement = false, Scale = 1 });
        var context = OperationContext.Quiet with { Warning = notes.Add };
        using var busy = SyntheticPhotograph.Busy(160, 128);
        using (operation.Run(ImageInput.Pixels(busy, ImageCodecs.Default, "busy.png"), context))
        {
            Assert.Contains("a pattern table of the NES holds 256", Assert.Single(notes), StringComparison.Ordinal);
        }

        notes.Clear();
        using var plain = Paint<Rgba32>(160, 128, (x, y) => new Rgba32((byte)(x / 40 * 80), (byte)(y / 32 * 80), 40));
        using (operation.Run(ImageInput.Pixels(plain, ImageCodecs.Default, "plain.png"), context))
        {
            Assert.Empty(notes);
        }

        // Tiles of one bit per row, of which 8 are equal; the last column and row are cut.
        using var drawn = Paint<Rgba32>(60, 20, (x, y) => (x / 8) >> (y % 8) % 2 % 3 != 0 ? Nes[1] : Nes[2]);
        HashSet<string> expected = [];
        for (var i = 0; i < 24; i++)
        {
            expected.Add(
                string.Concat(Enumerable.Range(0, 64).Select(k => (X: (i % 8 * 8) + (k % 8), Y: (i / 8 * 8) + (k / 8)))
                    .Select(p => p.X < 60 && p.Y < 20 ? drawn[p.X, p.Y].ToString() : "none")));
        }

        Assert.Equal(expected.Count, PatternTiles.Count(drawn));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DitherMethod.BlueNoise)]
    public void NES_has_four_sub_palettes_in_16_x_16(DitherMethod? dither)
    {
        using var picture = Picture(
            Photograph(), new() { AttributeCells = AttributeCells.Nes, Width = 96, Height = 80, Dither = dither });
        var blocks = Blocks(picture, Nes, 16, 16).ToList();
        Assert.Contains(Enumerable.Range(0, Nes.Count), background => Fits(
            [.. blocks.Select(used => used.Where(color => color != background).ToHashSet())], [[], [], [], []], 0));

        // Tries each assignment of blocks to four sets of three colors.
        static bool Fits(List<HashSet<int>> sets, List<HashSet<int>> palettes, int from)
        {
            while (from < sets.Count && palettes.Exists(sets[from].IsSubsetOf))
            {
                from++;
            }

            return from == sets.Count || Enumerable.Range(0, 4).Any(i =>
            {
                List<HashSet<int>> next = [.. palettes.Select(palette => palette.ToHashSet())];
                next[i].UnionWith(sets[from]);
                return next[i].Count <= 3 && Fits(sets, next, from + 1);
            });
        }
    }

    /// <summary>Drawings that a machine can show come back as they are, if sub-palettes may have all colors of the
    /// NES.</summary>
    [Theory]
    [InlineData(AttributeCells.ZxSpectrum)]
    [InlineData(AttributeCells.C64)]
    [InlineData(AttributeCells.Nes)]
    public void A_drawing_that_keeps_the_rule_is_unchanged(AttributeCells machine)
    {
        var draw = Drawing(machine);
        using var image = Paint<Rgba32>(64, 64, draw);
        using var picture = Picture(image, new()
        {
            AttributeCells = machine, Width = machine == AttributeCells.C64 ? 32 : 64, Height = 64,
            Dither = DitherMethod.None,
            Refinement = false, PaletteMatch = PaletteMatch.Color, Colors = machine == AttributeCells.Nes ? 64 : null,
        });
        Assert.Equal(SyntheticPhotograph.Pixels(image), SyntheticPhotograph.Pixels(picture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Pictures_of_fewer_colors_than_a_set_of_the_machine_are_drawn(int? colors)
    {
        using var nothing = Paint<Rgba32>(40, 30, (_, _) => default);
        using var empty = Picture(nothing, new() { AttributeCells = AttributeCells.Nes, Colors = colors });
        Assert.Equal(0, empty[20, 15].A);
        using var plain = Paint<Rgba32>(40, 30, (_, _) => new(200, 40, 40));
        using var drawn = Picture(plain, new() { AttributeCells = AttributeCells.Nes, Colors = colors });
        Assert.Equal(255, drawn[20, 15].A);
    }

    /// <summary>A second reader, pixel by pixel, after the layout of the machine's memory.</summary>
    [Fact]
    public void Scr_files_show_the_picture()
    {
        using var screen = Screen(AttributeCells.ZxSpectrum, PixelArtFormat.Scr);
        var (picture, memory) = (screen.Cells, screen.Bytes());
        Assert.Equal((256, 192, 6912), (picture.Width, picture.Height, memory.Length));
        foreach (var (x, y) in Coordinates(256, 192))
        {
            var place = ((y & 0xc0) << 5) | ((y & 7) << 8) | ((y & 0x38) << 2) | (x >> 3);
            var attribute = memory[6144 + (y / 8 * 32) + (x / 8)];
            var isInk = (memory[place] & (0x80 >> (x & 7))) != 0;
            var code = isInk ? attribute & 7 : (attribute >> 3) & 7;
            var level = (byte)((attribute & 0x40) != 0 ? 0xff : 0xd7);
            byte[] levels = [0, level];
            Assert.Equal(picture[x, y], new Rgba32(levels[(code >> 1) & 1], levels[(code >> 2) & 1], levels[code & 1]));
        }
    }

    /// <summary>A second reader, pixel by pixel, after the layout of Koala Painter.</summary>
    [Fact]
    public void Koa_files_show_the_picture()
    {
        using var screen = Screen(AttributeCells.C64, PixelArtFormat.Koa);
        var (picture, file) = (screen.Cells, screen.Bytes());
        Assert.Equal((320, 200, 10003, 0x6000), (picture.Width, picture.Height, file.Length, file[0] | (file[1] << 8)));
        foreach (var (x, y) in Coordinates(160, 200))
        {
            var character = (y / 8 * 40) + (x / 4);
            var color = ((file[2 + (character * 8) + (y % 8)] >> (6 - (2 * (x % 4)))) & 3) switch
            {
                0 => file[10002],
                1 => file[8002 + character] >> 4,
                2 => file[8002 + character] & 15,
                _ => file[9002 + character] & 15,
            };
            Assert.Equal(picture[2 * x, y], C64[color]);
        }
    }

    [Fact]
    public void Commands_accept_the_names_of_screens_and_refuse_what_no_screen_holds()
    {
        using var folder = new CliFolder();
        folder.Image("a.png", 120, 90);
        foreach (var (name, machine) in new[] { ("a.scr", "zx-spectrum"), ("a.koa", "c64"), ("a.kla", "c64") })
        {
            var run = folder.Run("pixel-art", "a.png", "--attribute-cells", machine, "-o", name, "--what-if");
            Assert.Contains($"'{folder[name]}'", Assert.Single(run.OutLines), StringComparison.Ordinal);
        }

        Refused("requires --attribute-cells", "-o", "b.scr");
        Refused("--attribute-cells", "-o", "b.koa", "--attribute-cells", "zx-spectrum");
        Refused("--palette", "-o", "b.png", "--attribute-cells", "nes", "--palette", "c64");
        Refused("256 x 192", "-o", "b.scr", "--attribute-cells", "zx-spectrum", "--width", "100");
        Refused("262,144", "-o", "b.png", "--attribute-cells", "nes", "--width", "1024");

        void Refused(string words, params string[] options)
        {
            var run = folder.Run(["pixel-art", "a.png", .. options]);
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains(words, run.Error, StringComparison.Ordinal);
        }
    }

    private static Raster<Rgba32> Photograph() => SyntheticPhotograph.Busy(200, 150);

    private static Func<int, int, Rgba32> Drawing(AttributeCells machine) => machine switch
    {
        AttributeCells.ZxSpectrum => ZxPixel,
        AttributeCells.C64 => C64Pixel,
        _ => NesPixel,
    };

    private static Rgba32 ZxPixel(int x, int y)
    {
        var block = (x / 8) + (y / 8);
        var isBright = block % 2 == 1;
        var code = ((x * 3) + (y * 5)) % 4 < 2 ? 1 + (block % 7) : 0;
        return Zx[code == 0 ? 0 : isBright ? code + 7 : code];
    }

    /// <summary>Pixels twice as wide: pairs of columns are equal.</summary>
    private static Rgba32 C64Pixel(int x, int y)
    {
        int[] others = [((x / 8) % 5) + 1, ((y / 8) % 5) + 6, 12];
        var which = ((x / 2) + (3 * (y % 8))) % 4;
        return C64[which == 0 ? 0 : others[which - 1]];
    }

    private static Rgba32 NesPixel(int x, int y)
    {
        int[][] palettes = [[1, 14, 37], [6, 20, 47], [9, 23, 41], [4, 17, 52]];
        var which = ((x / 2) + (3 * (y / 2))) % 4;
        return Nes[which == 0 ? 13 : palettes[((x / 16) + (y / 16)) % 4][which - 1]];
    }

    /// <summary>Returns the places in the palette of the colors of each block.</summary>
    private static IEnumerable<SortedSet<int>> Blocks(
        Raster<Rgba32> picture, IReadOnlyList<Rgba32> palette, int width, int height)
    {
        var places = palette.Index().DistinctBy(color => color.Item)
            .ToDictionary(color => color.Item, color => color.Index);
        for (var top = 0; top < picture.Height; top += height)
        {
            for (var left = 0; left < picture.Width; left += width)
            {
                yield return [.. Coordinates(left + width, top + height, left, top)
                    .Select(at => places[picture[at.X, at.Y]])];
            }
        }
    }

    private static Raster<Rgba32> Picture(Raster<Rgba32> image, PixelArtOptions options)
    {
        using var result = Run(image, options with { Scale = 1 });
        return result.Decoded();
    }

    private static StillArtifact Screen(AttributeCells machine, PixelArtFormat format) =>
        Run(Photograph(), new PixelArtOptions { AttributeCells = machine, Refinement = false, Format = format });

    private static StillArtifact Run(Raster<Rgba32> image, PixelArtOptions options) =>
        (StillArtifact)new PixelArtOperation(options).Run(
            ImageInput.Pixels(image, ImageCodecs.Default, "photo.png"), OperationContext.Quiet);
}
