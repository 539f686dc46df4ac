namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>A Gaussian of the compact profile as integers; see <see cref="CompactQuantizer"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Center in sixteenths of a pixel.</summary>
    public int X, Y;

    /// <summary>Steps of the fourth root of the geometric mean of the standard deviations, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative) and along the diagonals, in steps.</summary>
    public int U, V;

    /// <summary>YCoCg (Malvar and Sullivan, 2003) in steps: (R + 2G + B) / 4, R - B, G - (R + B) / 2.</summary>
    public int Light, Orange, Green;

    /// <summary>Negated binary logarithm of the opacity, in steps; alpha, 0 to 63.</summary>
    public int Opacity, Alpha;

    /// <summary>Low bits of X and Y that the coding of the set of centers leaves open; scratch of the coder.</summary>
    public byte OpenX, OpenY;
}
