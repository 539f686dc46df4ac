namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>How pixel art was enlarged: what each cell adds to the pixels around its centre.</summary>
internal enum EnlargementKernel
{
    /// <summary>Each pixel has the colour of the cell that it lies in.</summary>
    Nearest,

    /// <summary>Linear interpolation between the centres of cells.</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = -1/2 (Keys 1981).</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes.</summary>
    Lanczos,
}
