namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>How a dither chooses between two colors.</summary>
/// <param name="Map">The thresholds of ordered dithering; null for error diffusion.</param>
/// <param name="Kernel">The shares in which errors are passed on.</param>
/// <param name="Strength">Strength of the effect, 0 to 1; 0 for the nearest colors.</param>
internal sealed record DitherPattern(ThresholdMap? Map, DiffusionKernel Kernel, float Strength)
{
    /// <summary>Returns the share of a color from which a cell takes it.</summary>
    /// <param name="amount">Strength of the effect in the cell, 0 to 1.</param>
    public float Threshold(int x, int y, float amount) => Map is null ? 0.5f : 0.5f + (amount * (Map.At(x, y) - 0.5f));
}

/// <summary>The shares of a cell's error that later cells receive. Columns count in the direction of the row, which alternates.</summary>
/// <param name="Shares">Offset in columns and rows, and share, of each receiving cell.</param>
internal sealed record DiffusionKernel(IReadOnlyList<(int X, int Y, float Share)> Shares)
{
    /// <summary>Floyd and Steinberg, "An adaptive algorithm for spatial greyscale" (1976).</summary>
    public static DiffusionKernel FloydSteinberg { get; } = new([(1, 0, 7f / 16), (-1, 1, 3f / 16), (0, 1, 5f / 16), (1, 1, 1f / 16)]);

    /// <summary>Atkinson's kernel of HyperScan (Apple, 1987). It passes on six of eight parts, so that highlights and shadows stay clean.
    /// </summary>
    public static DiffusionKernel Atkinson { get; } = new(
        [(1, 0, 1f / 8), (2, 0, 1f / 8), (-1, 1, 1f / 8), (0, 1, 1f / 8), (1, 1, 1f / 8), (0, 2, 1f / 8)]);

    /// <summary>Stucki, "MECCA - a multiple-error correction computation algorithm for bi-level image hardcopy reproduction" (1981).
    /// </summary>
    public static DiffusionKernel Stucki { get; } = new(
    [
        (1, 0, 8f / 42), (2, 0, 4f / 42),
        (-2, 1, 2f / 42), (-1, 1, 4f / 42), (0, 1, 8f / 42), (1, 1, 4f / 42), (2, 1, 2f / 42),
        (-2, 2, 1f / 42), (-1, 2, 2f / 42), (0, 2, 4f / 42), (1, 2, 2f / 42), (2, 2, 1f / 42),
    ]);
}
