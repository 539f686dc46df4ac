namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The color space DIN99o (DIN 6176, 2018), in which distances are close to CIEDE2000, with more weight for chroma and hue.
/// </summary>
internal static class UniformColor
{
    /// <summary>Weight of chroma and hue. In few colors, a wrong hue, such as gray skin, is more visible than lost shading.</summary>
    private const double ChromaWeight = 1.5;

    private const double Cos = 0.898794, Sin = 0.438371;

    /// <summary>Number of colors that are converted together.</summary>
    private const int Block = 32;

    public static Lab FromRgba(Rgba32 color)
    {
        Span<Lab> coordinates = stackalloc Lab[1];
        FromRgba([color], coordinates);
        return coordinates[0];
    }

    public static void FromRgba(ReadOnlySpan<Rgba32> colors, Span<Lab> coordinates)
    {
        Span<float> l = stackalloc float[Block], a = stackalloc float[Block], b = stackalloc float[Block];
        for (var first = 0; first < colors.Length; first += Block)
        {
            var part = colors.Slice(first, Math.Min(Block, colors.Length - first));
            LabConversion.FromRgba(part, l, a, b);
            for (var i = 0; i < part.Length; i += Vector256<double>.Count)
            {
                var (x, y, z) = Convert(Load(l, i), Load(a, i), Load(b, i));
                for (var k = 0; k < Math.Min(Vector256<double>.Count, part.Length - i); k++)
                {
                    coordinates[first + i + k] = new((float)x[k], (float)y[k], (float)z[k]);
                }
            }
        }

        static Vector256<double> Load(ReadOnlySpan<float> plane, int at) =>
            Vector256.Create((double)plane[at], plane[at + 1], plane[at + 2], plane[at + 3]);
    }

    private static (Vector256<double> L, Vector256<double> A, Vector256<double> B) Convert(
        Vector256<double> l, Vector256<double> a, Vector256<double> b)
    {
        Vector256<double> e = (Cos * a) + (Sin * b), f = 0.83 * ((Cos * b) - (Sin * a));
        var g = Vector256.Sqrt((e * e) + (f * f));
        var factor = ChromaWeight * PortableLogarithms.Log(Vector256<double>.One + (0.075 * g)) / (0.0435 * g);
        factor = Vector256.ConditionalSelect(Vector256.Equals(g, Vector256<double>.Zero), Vector256<double>.Zero, factor);

        // The last rotation of the space is left out, because distances do not depend on it.
        return (303.67 * PortableLogarithms.Log(Vector256<double>.One + (0.0039 * l)), factor * e, factor * f);
    }
}
