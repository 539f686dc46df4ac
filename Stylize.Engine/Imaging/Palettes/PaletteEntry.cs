using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>One colour of the mixture. A palette colour that may still be split has two of them side by side, its halves.</summary>
internal struct PaletteEntry
{
    /// <summary>The colour in CIE Lab.</summary>
    public float L, A, B;

    /// <summary>Mixture weight P(c).</summary>
    public float Probability;

    /// <summary>Index of the palette colour that it is, or is a half of.</summary>
    public int Color;

    /// <summary>True where the user gave the colour, which then never moves.</summary>
    public bool Locked;

    public static float Distance(in PaletteEntry x, in PaletteEntry y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
