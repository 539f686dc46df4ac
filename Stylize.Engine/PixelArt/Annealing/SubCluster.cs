namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>
/// One cluster of the palette's mixture. A palette colour that may still split has two of them, side by side in the array; any other has
/// one.
/// </summary>
internal struct SubCluster
{
    /// <summary>The cluster's colour in CIE Lab.</summary>
    public float L, A, B;

    /// <summary>Mixture weight P(c).</summary>
    public float Probability;

    /// <summary>Index of the palette colour that the cluster belongs to.</summary>
    public int PaletteIndex;

    /// <summary>True where the user gave the colour, which then never moves or splits.</summary>
    public bool Locked;

    /// <summary>Distance of two clusters' colours, in Lab units.</summary>
    public static float Distance(in SubCluster x, in SubCluster y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
