using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Writes pictures as memory images of screens, which emulators and the machines load.</summary>
internal static class ScreenFile
{
    /// <summary>Writes the screen of a ZX Spectrum (.scr, SCREEN$): 6,144 bytes of pixels, one bit each, in three
    /// thirds of 64 rows whose rows of characters are interleaved, then 768 bytes of attributes: ink in bits 0 to 2,
    /// paper in bits 3 to 5, and bright in bit 6.
    /// </summary>
    /// <param name="cells">256 x 192 cells, at most two colors of one brightness in each 8 x 8.</param>
    /// <param name="palette">Black, seven dark colors and seven bright ones, in the order of the machine.</param>
    public static void WriteZxSpectrum(Raster<Rgba32> cells, IReadOnlyList<Rgba32> palette, Stream target)
    {
        var pixels = new byte[6144];
        var attributes = new byte[768];
        for (var row = 0; row < 24; row++)
        {
            for (var column = 0; column < 32; column++)
            {
                var used = Colors(cells, palette, column * 8, row * 8, 8, 8);
                var (paper, ink) = (used[0], used[^1]);
                var isBright = used.Exists(color => color > 7);
                attributes[(row * 32) + column] = (byte)((isBright ? 64 : 0) | (Code(paper) << 3) | Code(ink));
                for (var line = 0; line < 8; line++)
                {
                    // Bits 11 and 12 of an address are the third, 8 to 10 the line of the character, 5 to 7 its row in
                    // the third.
                    var place = (row / 8 * 2048) + (line * 256) + (row % 8 * 32) + column;
                    for (var x = 0; x < 8; x++)
                    {
                        var isInk = Index(cells[(column * 8) + x, (row * 8) + line], palette) == ink && ink != paper;
                        pixels[place] |= (byte)(isInk ? 128 >> x : 0);
                    }
                }
            }
        }

        target.Write(pixels);
        target.Write(attributes);

        static int Code(int color) => color > 7 ? color - 7 : color;
    }

    /// <summary>Writes a multicolor picture of the Commodore 64 (.koa, Koala Painter): the load address $6000, 8,000
    /// bytes of pixels of two bits each, character by character, 1,000 bytes with the colors of the values 1 (upper
    /// half) and 2, 1,000 bytes with that of 3, and the color of the value 0.</summary>
    /// <param name="cells">320 x 200 cells, each pixel twice, at most three colors in each 4 x 8 pixels next to a
    /// common one.</param>
    /// <param name="palette">The 16 colors in the order of the machine.</param>
    public static void WriteKoala(Raster<Rgba32> cells, IReadOnlyList<Rgba32> palette, Stream target)
    {
        int[][] used = [.. Enumerable.Range(0, 1000).Select(i =>
            Colors(cells, palette, i % 40 * 8, i / 40 * 8, 8, 8).ToArray())];
        var background = Enumerable.Range(0, palette.Count)
            .First(color => used.All(block => block.Count(one => one != color) <= 3));
        var pixels = new byte[8000];
        var screen = new byte[1000];
        var colors = new byte[1000];
        for (var block = 0; block < 1000; block++)
        {
            int[] others = [.. used[block].Where(color => color != background)];
            screen[block] = (byte)((others.ElementAtOrDefault(0) << 4) | others.ElementAtOrDefault(1));
            colors[block] = (byte)others.ElementAtOrDefault(2);
            for (var line = 0; line < 8; line++)
            {
                for (var x = 0; x < 4; x++)
                {
                    var color = Index(cells[(block % 40 * 8) + (2 * x), (block / 40 * 8) + line], palette);
                    pixels[(block * 8) + line] |= (byte)((Array.IndexOf(others, color) + 1) << (6 - (2 * x)));
                }
            }
        }

        target.Write([0x00, 0x60]);
        target.Write(pixels);
        target.Write(screen);
        target.Write(colors);
        target.WriteByte((byte)background);
    }

    /// <summary>Returns the places in the palette of the colors of a block, in ascending order.</summary>
    private static List<int> Colors(
        Raster<Rgba32> cells, IReadOnlyList<Rgba32> palette, int left, int top, int width, int height)
    {
        var colors = new SortedSet<int>();
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                colors.Add(Index(cells[x, y], palette));
            }
        }

        return [.. colors];
    }

    /// <summary>Returns the place of a color in the palette; 0, which is black, for transparent cells.</summary>
    private static int Index(Rgba32 cell, IReadOnlyList<Rgba32> palette)
    {
        for (var i = 0; i < palette.Count; i++)
        {
            if (palette[i] == cell) return i;
        }

        return 0;
    }
}

/// <summary>Pixel art of a still image as the screen of a machine.</summary>
/// <param name="cells">The cells of the whole screen, which the artifact owns.</param>
/// <param name="used">The colors of the cells.</param>
/// <param name="palette">The palette of the machine.</param>
/// <param name="machine">The machine, which has a file of its screen.</param>
internal sealed class ScreenCells(
    Raster<Rgba32> cells, Palette used, Palette palette, MachineRule machine, IImageCodec codec,
    OperationContext context)
    : StillArtifact(cells, used, 1, codec, context)
{
    public override void Write(Stream target) => machine.WriteScreen!(Cells, palette.Colors, target);
}
