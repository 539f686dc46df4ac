using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>How a dither chooses between two colors.</summary>
/// <param name="Map">The thresholds of ordered dithering; null for error diffusion.</param>
/// <param name="Kernel">The shares in which errors are passed on; null for ordered dithering.</param>
/// <param name="Strength">Strength of the effect, 0 to 1; 0 for the nearest colors.</param>
internal sealed record DitherPattern(ThresholdMap? Map, DiffusionKernel? Kernel, float Strength)
{
    /// <summary>Returns the share of a color from which a cell takes it.</summary>
    /// <param name="amount">Strength of the effect in the cell, 0 to 1.</param>
    public float Threshold(int x, int y, float amount) => Map is null ? 0.5f : 0.5f + (amount * (Map.At(x, y) - 0.5f));

    /// <summary>Visits the cells of a grid row by row, in alternating directions.</summary>
    /// <param name="dither">Colors a cell, to which earlier ones passed an error, and returns its own; null if it
    /// passes on none.</param>
    public void Diffuse(
        CellPlanes grid, Func<int, int, LinearColor, LinearColor?> dither, CancellationToken cancellation)
    {
        var errors = new LinearColor[grid.Width * grid.Height];
        for (var y = 0; y < grid.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var step = (y & 1) == 0 ? 1 : -1;
            for (var x = step > 0 ? 0 : grid.Width - 1; x >= 0 && x < grid.Width; x += step)
            {
                if (dither(x, y, errors[(y * grid.Width) + x]) is not { } error) continue;

                foreach (var (dx, dy, part) in Kernel!.Shares)
                {
                    var (column, row) = (x + (dx * step), y + dy);
                    if ((uint)column < (uint)grid.Width && row < grid.Height)
                    {
                        errors[(row * grid.Width) + column] += error * part;
                    }
                }
            }
        }
    }
}

/// <summary>The shares of a cell's error that later cells receive. Columns count in the direction of the row, which
/// alternates.</summary>
/// <param name="Shares">Offset in columns and rows, and share, of each receiving cell.</param>
internal sealed record DiffusionKernel(IReadOnlyList<(int X, int Y, float Share)> Shares)
{
    /// <summary>Floyd and Steinberg, "An adaptive algorithm for spatial greyscale" (1976).</summary>
    public static DiffusionKernel FloydSteinberg { get; } =
        new([(1, 0, 7f / 16), (-1, 1, 3f / 16), (0, 1, 5f / 16), (1, 1, 1f / 16)]);

    /// <summary>Atkinson's kernel of HyperScan (Apple, 1987). It passes on six of eight parts, so that highlights and
    /// shadows stay clean.
    /// </summary>
    public static DiffusionKernel Atkinson { get; } = new(
        [(1, 0, 1f / 8), (2, 0, 1f / 8), (-1, 1, 1f / 8), (0, 1, 1f / 8), (1, 1, 1f / 8), (0, 2, 1f / 8)]);

    /// <summary>Stucki, "MECCA - a multiple-error correction computation algorithm for bi-level image hardcopy
    /// reproduction" (1981).
    /// </summary>
    public static DiffusionKernel Stucki { get; } = new(
    [
        (1, 0, 8f / 42), (2, 0, 4f / 42),
        (-2, 1, 2f / 42), (-1, 1, 4f / 42), (0, 1, 8f / 42), (1, 1, 4f / 42), (2, 1, 2f / 42),
        (-2, 2, 1f / 42), (-1, 2, 2f / 42), (0, 2, 4f / 42), (1, 2, 2f / 42), (2, 2, 1f / 42),
    ]);
}
