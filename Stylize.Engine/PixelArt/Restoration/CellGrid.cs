namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>How pixel art was enlarged: what each cell adds to the pixels around its center.</summary>
internal enum EnlargementKernel
{
    /// <summary>Each pixel has the color of the cell that it lies in.</summary>
    Nearest,

    /// <summary>Linear interpolation between the centers of cells.</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -1/2 (Keys 1981).</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes.</summary>
    Lanczos,
}

/// <summary>Where the cells of enlarged pixel art lie.</summary>
/// <param name="Left">Where the first cell begins, at most 0.</param>
/// <param name="Top">Where the first row begins, at most 0.</param>
/// <param name="Confidence">How much better this grid explains the image than grids of other sizes do, [0,1): 1 - sqrt(r), where r is the
/// geometric mean over both axes of the variance that it leaves over that which grids of nearby sizes leave.</param>
internal sealed record CellGrid(
    double Width, double Height, double Left, double Top, EnlargementKernel Kernel, double Confidence)
{
    /// <summary>Standard deviation of what the grid leaves unexplained, in 8-bit steps: the image's noise.</summary>
    public double Noise { get; init; }

    /// <summary>True where the noise is more than rounding leaves: the image was compressed with loss.</summary>
    public bool IsNoisy => Noise > 1.5;

    /// <summary>Standard deviation, about, of the cells' colors after lossy compression, in Lab units: less for large cells.</summary>
    public double ColorNoise => Math.Clamp(8 / Math.Sqrt(Width * Height), 0.8, 2);
}
