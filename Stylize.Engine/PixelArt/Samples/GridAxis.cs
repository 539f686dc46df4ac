namespace Stylize.Engine.PixelArt.Samples;

/// <summary>One axis of the grid of cells: which pixels of the image are sampled along it, and which cell each sample belongs to.</summary>
/// <remarks>Where the image has fewer pixels than cells, each pixel is repeated equally often, so that every cell has a sample.</remarks>
internal sealed class GridAxis
{
    /// <param name="pixels">Pixels of the image along the axis.</param>
    /// <param name="cells">Cells along the axis.</param>
    /// <param name="stride">Every n-th pixel is sampled; a smaller stride is used where a cell would otherwise have no sample.</param>
    public GridAxis(int pixels, int cells, int stride)
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

    /// <summary>The pixel of the image that a sample is taken from.</summary>
    public Func<int, int> Pixel { get; }

    /// <summary>Mean number of samples of one cell along the axis.</summary>
    public double CellSize => (double)Samples / Cells;

    /// <summary>Index of the first sample of a cell. The cell ends where the next one begins.</summary>
    public int First(int cell) => (int)(((long)cell * Samples + Cells - 1) / Cells);
}
