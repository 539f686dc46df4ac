namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>A quantized Gaussian of the compact profile; see <see cref="CompactQuantizer"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Center in units of 1/16 pixel.</summary>
    public int X, Y;

    /// <summary>Fourth root of the geometric mean of the standard deviations, in steps, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative) and along the diagonals, in steps.</summary>
    public int U, V;

    /// <summary>YCoCg (Malvar and Sullivan, 2003) in steps: (R + 2G + B) / 4, R - B, G - (R + B) / 2.</summary>
    public int Luma, Orange, Green;

    /// <summary>-log2 of the opacity, in steps; alpha, 0 to 63.</summary>
    public int Opacity, Alpha;

    /// <summary>Number of low bits of X and Y that the code of the point set leaves open.</summary>
    public byte OpenX, OpenY;

    /// <summary>Returns true if all values that the picture depends on are equal.</summary>
    public readonly bool HasValuesOf(in CompactGaussian other) =>
        (X, Y, Size, U, V, Opacity) == (other.X, other.Y, other.Size, other.U, other.V, other.Opacity)
        && (Luma, Orange, Green, Alpha) == (other.Luma, other.Orange, other.Green, other.Alpha);
}
