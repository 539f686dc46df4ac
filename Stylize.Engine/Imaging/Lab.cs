namespace Stylize.Engine.Imaging;

/// <summary>A colour in CIE L*a*b* under D65 with the 2 degree observer.</summary>
/// <param name="L">Lightness L*, 0 (black) to 100 (white).</param>
/// <param name="A">a*, from green to red; -87 to 99 for colours of sRGB.</param>
/// <param name="B">b*, from blue to yellow; -108 to 95 for colours of sRGB.</param>
internal readonly record struct Lab(float L, float A, float B)
{
    /// <summary>Chroma C*ab.</summary>
    public float Chroma => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Euclidean distance of two colours: the CIE76 colour difference.</summary>
    public static float Distance(Lab x, Lab y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
