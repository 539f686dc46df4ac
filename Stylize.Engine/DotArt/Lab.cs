using System.Numerics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>CIE L*a*b* (D65) of 8-bit sRGB, for telling colours apart.</summary>
internal static class Lab
{
    private const float WhiteX = 0.95047f, WhiteZ = 1.08883f;
    private const float Knee = 216f / 24389f, Slope = 24389f / 27f / 116f, Offset = 16f / 116f;

    /// <summary>Linear light, [0,1], of an encoded byte (IEC 61966-2-1).</summary>
    public static readonly float[] Linear = MakeLinear();

    /// <summary>One colour, scalar: x is L*, y a*, z b*.</summary>
    public static Vector3 Of(Rgba32 color)
    {
        float r = Linear[color.R], g = Linear[color.G], b = Linear[color.B];
        var x = Curve(((0.4124564f * r) + (0.3575761f * g) + (0.1804375f * b)) / WhiteX);
        var y = Curve((0.2126729f * r) + (0.7151522f * g) + (0.0721750f * b));
        var z = Curve(((0.0193339f * r) + (0.1191920f * g) + (0.9503041f * b)) / WhiteZ);
        return new Vector3((116f * y) - 16f, 500f * (x - y), 200f * (y - z));
    }

    /// <summary>Lanes of colours given as linear light.</summary>
    public static void Of(Vector<float> r, Vector<float> g, Vector<float> b, out Vector<float> lightness, out Vector<float> greenRed, out Vector<float> blueYellow)
    {
        var x = Curve((r * (0.4124564f / WhiteX)) + (g * (0.3575761f / WhiteX)) + (b * (0.1804375f / WhiteX)));
        var y = Curve((r * 0.2126729f) + (g * 0.7151522f) + (b * 0.0721750f));
        var z = Curve((r * (0.0193339f / WhiteZ)) + (g * (0.1191920f / WhiteZ)) + (b * (0.9503041f / WhiteZ)));
        lightness = (y * 116f) - new Vector<float>(16f);
        greenRed = (x - y) * 500f;
        blueYellow = (y - z) * 200f;
    }

    private static float Curve(float t) => t > Knee ? MathF.Cbrt(t) : (Slope * t) + Offset;

    private static Vector<float> Curve(Vector<float> t)
    {
        // A third of the exponent by integer division, then two of Halley's steps: within 1e-6 of the root for t in [.008, 1.1].
        var bits = Vector.ConvertToInt32(Vector.ConvertToSingle(Vector.AsVectorInt32(t)) * (1f / 3f)) + new Vector<int>(709921077);
        var root = Vector.AsVectorSingle(bits);
        for (var i = 0; i < 2; i++)
        {
            var cube = root * root * root;
            root *= (cube + t + t) / (cube + cube + t);
        }

        return Vector.ConditionalSelect(Vector.GreaterThan(t, new Vector<float>(Knee)), root, (t * Slope) + new Vector<float>(Offset));
    }

    private static float[] MakeLinear()
    {
        var table = new float[256];
        for (var i = 0; i < 256; i++)
        {
            var v = i / 255.0;
            table[i] = (float)(v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));
        }

        return table;
    }
}
