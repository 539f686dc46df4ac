namespace Stylize.Engine.PixelArt;

/// <summary>One axis of the grid: which samples of the image take part, and which cell each belongs to.</summary>
/// <remarks>An axis with fewer pixels than cells repeats each pixel equally often, so that every cell has a sample.</remarks>
internal sealed class AxisCells
{
    /// <param name="pixels">Pixels of the image along the axis.</param>
    /// <param name="cells">Cells along the axis.</param>
    /// <param name="stride">Every n-th pixel takes part, as far as every cell keeps one.</param>
    public AxisCells(int pixels, int cells, int stride)
    {
        Cells = cells;
        if (pixels < cells)
        {
            var repeat = (cells + pixels - 1) / pixels;
            Samples = pixels * repeat;
            Pixel = sample => sample / repeat;
            IsEveryPixel = false;
        }
        else
        {
            var step = Math.Clamp(pixels / cells, 1, stride);
            Samples = pixels / step;
            Pixel = sample => (sample * step) + (step / 2);
            IsEveryPixel = step == 1;
        }
    }

    /// <summary>Cells along the axis.</summary>
    public int Cells { get; }

    /// <summary>Samples along the axis, at least one for each cell.</summary>
    public int Samples { get; }

    /// <summary>True where sample i is pixel i.</summary>
    public bool IsEveryPixel { get; }

    /// <summary>The image's pixel of a sample.</summary>
    public Func<int, int> Pixel { get; }

    /// <summary>Samples of one cell, on average.</summary>
    public double CellSize => (double)Samples / Cells;

    /// <summary>First sample of a cell; the cell's end is the next one's first.</summary>
    public int First(int cell) => (int)(((long)cell * Samples + Cells - 1) / Cells);
}
