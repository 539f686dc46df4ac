using System.Runtime.InteropServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// One Gaussian as the kernels read it, in samples; one cache line. On row y, with dy = y - <see cref="CenterY"/>, the binary logarithm of
/// exp(-q/2) at column x is <see cref="AcrossRow"/> (x - CenterX - Slope dy)^2 + <see cref="Row"/> dy^2. With the square completed in this
/// way nothing cancels, however thin the shape.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct PreparedGaussian
{
    /// <summary>Column of the centre, in samples whose own centres lie at whole numbers.</summary>
    public float CenterX;

    /// <summary>Row of the centre.</summary>
    public float CenterY;

    /// <summary>Sigma_xy / Sigma_yy: by how many columns the middle of the ellipse moves from row to row.</summary>
    public float Slope;

    /// <summary>-log2(e) / 2 over the variance of x given y.</summary>
    public float AcrossRow;

    /// <summary>-log2(e) / 2 over Sigma_yy.</summary>
    public float Row;

    /// <summary>
    /// Values that the window is multiplied by and that are then summed: colours, then weight or alpha as the compositing needs.
    /// </summary>
    public fixed float Channels[5];

    /// <summary>First row, at least 0.</summary>
    public int Top;

    /// <summary>Last row; below <see cref="Top"/> where no row is touched.</summary>
    public int Bottom;

    /// <summary>First column, at least 0.</summary>
    public int Left;

    /// <summary>Last column.</summary>
    public int Right;
}
