namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The color space DIN99o (DIN 6176, 2018), in which distances are close to CIEDE2000, with more weight for
/// chroma and hue.
/// </summary>
internal static class UniformColor
{
    /// <summary>Weight of chroma and hue. In few colors, a wrong hue, such as gray skin, is more visible than lost
    /// shading.</summary>
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
        Span<double> values = stackalloc double[3 * Block];
        Span<Vector<double>> x = InVectors(values[..Block]), y = InVectors(values[Block..^Block]),
            z = InVectors(values[^Block..]);
        for (var first = 0; first < colors.Length; first += Block)
        {
            var part = colors.Slice(first, Math.Min(Block, colors.Length - first));
            LabConversion.FromRgba(part, l, a, b);
            for (var i = 0; i < part.Length; i++)
            {
                (values[i], values[Block + i], values[(2 * Block) + i]) = (l[i], a[i], b[i]);
            }

            for (var i = 0; i * Vector<double>.Count < part.Length; i++)
            {
                (x[i], y[i], z[i]) = Convert(x[i], y[i], z[i]);
            }

            for (var i = 0; i < part.Length; i++)
            {
                coordinates[first + i] =
                    new((float)values[i], (float)values[Block + i], (float)values[(2 * Block) + i]);
            }
        }

        static Span<Vector<double>> InVectors(Span<double> plane) => MemoryMarshal.Cast<double, Vector<double>>(plane);
    }

    private static (Vector<double> L, Vector<double> A, Vector<double> B) Convert(
        Vector<double> l, Vector<double> a, Vector<double> b)
    {
        Vector<double> e = (Cos * a) + (Sin * b), f = 0.83 * ((Cos * b) - (Sin * a));
        var g = Vector.SquareRoot((e * e) + (f * f));
        var factor = ChromaWeight * PortableLogarithms.Log(Vector<double>.One + (0.075 * g)) / (0.0435 * g);
        factor = Vector.ConditionalSelect(Vector.Equals(g, Vector<double>.Zero), Vector<double>.Zero, factor);

        // The last rotation of the space is left out, because distances do not depend on it.
        return (303.67 * PortableLogarithms.Log(Vector<double>.One + (0.0039 * l)), factor * e, factor * f);
    }
}
