using System.Runtime.InteropServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// One Gaussian ready for its rows, in working pixels, one cache line. On row y with dy = y - <see cref="CenterY"/>, the exponent in base 2 at column x is
/// <see cref="AcrossRow"/> (x - CenterX - Slope dy)^2 + <see cref="Row"/> dy^2: completing the square this way keeps thin shapes exact.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct PreparedGaussian
{
    /// <summary>Column of the centre; a pixel's own centre has a whole number.</summary>
    public float CenterX;

    /// <summary>Row of the centre.</summary>
    public float CenterY;

    /// <summary>Sigma_xy / Sigma_yy: how far the middle of a row moves with the row.</summary>
    public float Slope;

    /// <summary>-log2(e) / 2 over the variance of x given y.</summary>
    public float AcrossRow;

    /// <summary>-log2(e) / 2 over Sigma_yy.</summary>
    public float Row;

    /// <summary>What the channels are multiplied by the window for: colours, then weight or alpha, as the compositing wants.</summary>
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
