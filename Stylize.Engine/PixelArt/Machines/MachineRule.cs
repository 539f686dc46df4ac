using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Gives each cell a color that the video hardware of a machine allows in its block.</summary>
internal static unsafe class MachineColors
{
    /// <summary>Maximum number of samples per side of a block.</summary>
    private const int MaxSamples = 8;

    /// <param name="grid">Receives the colors.</param>
    /// <param name="colors">The palette, as the tones are compared with it.</param>
    public static void Run(
        MachineRule rule, CellTones tones, CellPlanes grid, Lab[] colors, DitherPattern pattern,
        CancellationToken cancellation)
    {
        var choice = new ColorSets(colors, pattern.Strength > 0);
        var columns = (grid.Width + rule.Width - 1) / rule.Width;
        var rows = (grid.Height + rule.Height - 1) / rule.Height;
        Lab[][] blocks =
            [.. Enumerable.Range(0, columns * rows).Select(i => Samples(tones, rule, i % columns, i / columns))];
        cancellation.ThrowIfCancellationRequested();
        var sets = rule.Sets(choice, blocks, columns);
        var encoded = Array.ConvertAll(colors, color => LinearColor.FromLab(color).Encode());
        pattern.Diffuse(
            grid,
            (x, y, error) =>
            {
                var cell = (y * grid.Width) + x;
                var set = sets[(y / rule.Height * columns) + (x / rule.Width)];
                ref var label = ref grid.PaletteIndex[grid.Index(x, y)];
                label = set[0];
                if (!tones.HasTone(cell)) return null;

                if (pattern.Map is not null || pattern.Strength == 0)
                {
                    var (one, other, share) = choice.Mix(tones.Color(cell), set);
                    label = share > pattern.Threshold(x, y, pattern.Strength) ? other : one;
                    return null;
                }

                var wanted = (tones.Linear(cell).Encode() + (error * pattern.Strength)).InRange();
                label = set.MinBy(color => Squared(encoded[color] - wanted));
                return wanted - encoded[label];
            },
            cancellation);
    }

    private static float Squared(LinearColor color) => color.Dot(color);

    /// <summary>Returns the colors of an even sample of the cells of a block.</summary>
    private static Lab[] Samples(CellTones tones, MachineRule rule, int column, int row)
    {
        var (stepX, stepY) = (Math.Max(1, rule.Width / MaxSamples), Math.Max(1, rule.Height / MaxSamples));
        var samples = new List<Lab>();
        for (var i = 0; i * stepY < rule.Height; i++)
        {
            for (var j = 0; j * stepX < rule.Width; j++)
            {
                // The place in a step changes from sample to sample, so that a pattern cannot hide between them.
                var (x, y) = ((column * rule.Width) + (j * stepX) + (i % stepX),
                    (row * rule.Height) + (i * stepY) + (j % stepY));
                var cell = (y * tones.Width) + x;
                if (x < tones.Width && y < tones.Height && tones.HasTone(cell))
                {
                    samples.Add(tones.Color(cell));
                }
            }
        }

        return [.. samples];
    }
}

/// <summary>What the video hardware of a machine can show.</summary>
/// <param name="Palette">Name of the machine's palette.</param>
/// <param name="Columns">Pixels per row of its screen.</param>
/// <param name="Rows">Rows of its screen.</param>
/// <param name="Width">Pixels per row of a block that has colors of its own.</param>
/// <param name="Height">Rows of a block.</param>
/// <param name="Aspect">Width of a pixel relative to its height.</param>
/// <param name="Sets">Chooses the colors of each block, from the blocks and their number per row.</param>
internal sealed record MachineRule(
    string Palette, int Columns, int Rows, int Width, int Height, int Aspect,
    Func<ColorSets, IReadOnlyList<Lab[]>, int, int[][]> Sets)
{
    /// <summary>Writes the cells of the whole screen with the machine's palette; null if the machine has no such
    /// file.</summary>
    public Action<Raster<Rgba32>, IReadOnlyList<Rgba32>, Stream>? WriteScreen { get; private init; }

    /// <summary>Maximum number of cells; the screens have up to 61,440.</summary>
    public const int MaxCells = 1 << 18;

    /// <summary>Two colors of one brightness in 8 x 8 pixels.</summary>
    public static MachineRule ZxSpectrum { get; } =
        new("zx-spectrum", 256, 192, 8, 8, 1, (choice, blocks, _) => choice.OfZxSpectrum(blocks))
        {
            WriteScreen = ScreenFile.WriteZxSpectrum,
        };

    /// <summary>Multicolor bitmaps: the background and three more colors in 4 x 8 pixels, which are twice as wide as
    /// tall.</summary>
    public static MachineRule C64 { get; } = new("c64", 160, 200, 4, 8, 2, (choice, blocks, _) => choice.OfC64(blocks))
    {
        WriteScreen = ScreenFile.WriteKoala,
    };

    /// <summary>One of four sub-palettes in 16 x 16 pixels: the background, which all share, and three more
    /// colors.</summary>
    public static MachineRule Nes { get; } =
        new("nes", 256, 240, 16, 16, 1, (choice, blocks, columns) => choice.OfNes(blocks, columns));
}

/// <summary>Counts the tiles of a picture for the Nintendo Entertainment System: its video hardware draws a background
/// of tiles of 8 x 8 pixels from a pattern table of 256.</summary>
internal static class PatternTiles
{
    /// <summary>Number of tiles of a pattern table.</summary>
    public const int Max = 256;

    private const int Side = 8;

    /// <summary>Warns of a picture that one pattern table cannot hold. Cartridges with a mapper that changes tables
    /// while the screen is drawn show it.</summary>
    public static void Check(Raster<Rgba32> cells, OperationContext context)
    {
        var count = Count(cells);
        if (count > Max)
        {
            context.Warning?.Invoke(Invariant(
                $"The picture has {count} different tiles of 8 x 8 cells, and a pattern table of the NES holds {Max}.")
                + " It needs a mapper that changes tables, or a plainer picture: try {Dither} None or fewer {Colors}.");
        }
    }

    /// <summary>Returns the number of different tiles.</summary>
    public static int Count(Raster<Rgba32> cells)
    {
        var tiles = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> tile = stackalloc byte[4 * Side * Side];
        for (var top = 0; top < cells.Height; top += Side)
        {
            for (var left = 0; left < cells.Width; left += Side)
            {
                tile.Clear();
                for (var y = top; y < Math.Min(top + Side, cells.Height); y++)
                {
                    MemoryMarshal.AsBytes(cells.Row(y)[left..Math.Min(left + Side, cells.Width)])
                        .CopyTo(tile[((y - top) * 4 * Side)..]);
                }

                tiles.Add(Encoding.Latin1.GetString(tile));
            }
        }

        return tiles.Count;
    }
}
