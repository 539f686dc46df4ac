namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The color space DIN99o (DIN 6176, 2018), in which distances are close to CIEDE2000, with more weight for chroma and hue.
/// </summary>
internal static class UniformColor
{
    /// <summary>Weight of chroma and hue. In few colors, a wrong hue, such as gray skin, is more visible than lost shading.</summary>
    private const double ChromaWeight = 1.5;

    /// <summary>Returns the coordinates of a color.</summary>
    public static Lab FromRgba(Rgba32 color)
    {
        const double Cos = 0.898794, Sin = 0.438371;
        var lab = LabConversion.FromRgba(color);
        double e = (Cos * lab.A) + (Sin * lab.B), f = 0.83 * ((Cos * lab.B) - (Sin * lab.A));
        var g = Math.Sqrt((e * e) + (f * f));
        var factor = g == 0 ? 0 : ChromaWeight * PortableMath.Log(1 + (0.075 * g)) / (0.0435 * g);

        // The last rotation of the space is left out, because distances do not depend on it.
        return new((float)(303.67 * PortableMath.Log(1 + (0.0039 * lab.L))), (float)(factor * e), (float)(factor * f));
    }
}
