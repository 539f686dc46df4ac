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

/// <summary>The grid of cells of enlarged pixel art.</summary>
/// <param name="Left">Position of the first cell in pixels, 0 or less.</param>
/// <param name="Top">Position of the first row in pixels, 0 or less.</param>
/// <param name="Confidence">The advantage of this grid over other sizes, 0 to below 1: 1 - sqrt(r), where r is the geometric mean over both
/// axes of its residual variance divided by that of grids of nearby sizes.</param>
internal sealed record CellGrid(
    double Width, double Height, double Left, double Top, EnlargementKernel Kernel, double Confidence)
{
    /// <summary>Standard deviation of the residuals, in 8-bit steps: the image's noise.</summary>
    public double Noise { get; init; }

    /// <summary>True if the noise exceeds rounding, so that the compression was lossy.</summary>
    public bool IsNoisy => Noise > 1.5;

    /// <summary>Approximate standard deviation of the cells' colors after lossy compression, in Lab units; less for large cells.</summary>
    public double ColorNoise => Math.Clamp(8 / Math.Sqrt(Width * Height), 0.8, 2);
}
