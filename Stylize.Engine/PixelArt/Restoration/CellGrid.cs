namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The kernel of an enlargement: the contribution of each cell to the pixels around its center.</summary>
internal enum EnlargementKernel
{
    /// <summary>Each pixel has the color of its cell.</summary>
    Nearest,

    /// <summary>Linear interpolation between the centers of cells.</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -1/2 (Keys 1981).</summary>
    Bicubic,

    /// <summary>Lanczos kernel with three lobes.</summary>
    Lanczos,
}

/// <summary>The cells along one axis.</summary>
/// <param name="Bounds">Positions of the cut lines in pixels: 0, the first pixel of each further cell, and the number
/// of pixels.</param>
/// <param name="Spacing">Mean distance of cut lines in pixels.</param>
/// <param name="Offset">Position at which the first cell would begin if it were whole, 0 or less.</param>
internal sealed record CellAxis(int[] Bounds, double Spacing, double Offset)
{
    public int Cells => Bounds.Length - 1;

    /// <summary>Divides pixels evenly into a number of cells.</summary>
    public static CellAxis Even(int pixels, int cells) => Even(pixels, cells, (double)pixels / cells);

    /// <summary>Divides pixels into cells of a size, the first of which is whole. A last cell of less than half a pixel
    /// is left out.
    /// </summary>
    public static CellAxis Even(int pixels, double spacing) =>
        Even(pixels, Math.Max(1, (int)Math.Floor(((pixels - 0.5) / spacing) + 1e-9) + 1), spacing);

    private static CellAxis Even(int pixels, int cells, double spacing)
    {
        var bounds = new int[cells + 1];
        for (var k = 1; k < cells; k++)
        {
            bounds[k] = Math.Clamp((int)Math.Ceiling((k * spacing) - 0.5 - 1e-9), 0, pixels);
        }

        bounds[cells] = pixels;
        return new CellAxis(bounds, spacing, 0);
    }
}

/// <summary>The grid of cells of enlarged pixel art.</summary>
/// <param name="Confidence">Confidence that the image is pixel art of this grid, 0 to below 1.</param>
internal sealed record CellGrid(CellAxis Across, CellAxis Down, EnlargementKernel Kernel, double Confidence)
{
    /// <summary>Minimum confidence at which an image is accepted as pixel art.</summary>
    public const double MinConfidence = 0.3;

    /// <summary>Mean side of a cell in pixels.</summary>
    public double CellSize => (Across.Spacing + Down.Spacing) / 2;

    /// <summary>Facts about the grid for the summary of a result.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("CellWidth", Math.Round(Across.Spacing, 4)),
        new("CellHeight", Math.Round(Down.Spacing, 4)),
        new("Left", Math.Round(Across.Offset, 3)),
        new("Top", Math.Round(Down.Offset, 3)),
        new("Enlargement", Kernel.ToString()),
        new("Confidence", Math.Round(Confidence, 3)),
    ];
}
