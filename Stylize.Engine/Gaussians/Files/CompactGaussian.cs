namespace Stylize.Engine.Gaussians.Files;

/// <summary>A Gaussian as whole numbers, as <see cref="CompactQuantiser"/> makes them.</summary>
internal struct CompactGaussian
{
    /// <summary>Centre in sixteenths of a pixel.</summary>
    public int X;
    public int Y;

    /// <summary>Steps of the fourth root of the mean standard deviation, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative).</summary>
    public int U;

    /// <summary>Elongation along the diagonals.</summary>
    public int V;

    /// <summary>(R + 2G + B) / 4.</summary>
    public int Light;

    /// <summary>R - B.</summary>
    public int Orange;

    /// <summary>G - (R + B) / 2.</summary>
    public int Green;

    /// <summary>Steps of the binary logarithm below 1.</summary>
    public int Opacity;

    /// <summary>0 to 63.</summary>
    public int Alpha;

    /// <summary>Lower bits of <see cref="X"/> that the set of centres leaves open; of use to the coder alone.</summary>
    public byte OpenX;

    /// <summary>Lower bits of <see cref="Y"/> that the set of centres leaves open.</summary>
    public byte OpenY;
}
