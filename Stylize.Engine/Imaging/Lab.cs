namespace Stylize.Engine.Imaging;

/// <summary>A colour in CIE L*a*b* under D65 with the 2 degree observer: L* is 0 to 100, a* and b* within about -110 to 110 for sRGB.</summary>
public readonly record struct Lab(float L, float A, float B)
{
    /// <summary>Chroma C*ab.</summary>
    public float Chroma => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Euclidean distance, which is CIE76 delta E.</summary>
    public static float Distance(Lab x, Lab y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
