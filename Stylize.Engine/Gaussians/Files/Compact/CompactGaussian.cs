namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>A Gaussian of the compact profile as integers; see <see cref="CompactQuantiser"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Centre along x, in sixteenths of a pixel.</summary>
    public int X;

    /// <summary>Centre along y, in sixteenths of a pixel.</summary>
    public int Y;

    /// <summary>Steps of the fourth root of the geometric mean of the standard deviations, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative), in steps.</summary>
    public int U;

    /// <summary>Elongation along the diagonals, in steps.</summary>
    public int V;

    /// <summary>Luma Y of the YCoCg transform (Malvar and Sullivan, 2003): (R + 2G + B) / 4, in steps.</summary>
    public int Light;

    /// <summary>Chroma Co of YCoCg: R - B, in steps.</summary>
    public int Orange;

    /// <summary>Chroma Cg of YCoCg: G - (R + B) / 2, in steps.</summary>
    public int Green;

    /// <summary>Negated binary logarithm of the opacity, in steps.</summary>
    public int Opacity;

    /// <summary>Alpha, 0 to 63.</summary>
    public int Alpha;

    /// <summary>Low bits of <see cref="X"/> that the coding of the set of centres has not told; scratch of the coder.</summary>
    public byte OpenX;

    /// <summary>Low bits of <see cref="Y"/> that the coding of the set of centres has not told; scratch of the coder.</summary>
    public byte OpenY;
}
