namespace Stylize.Codecs.Tiff;

/// <summary>Converts luminance and color differences of full resolution to red, green and blue (TIFF 6.0, section
/// 21).</summary>
internal static class YCbCr
{
    private const int Coefficients = 529, ReferenceBlackWhite = 532;

    private static readonly double[] Bt601 = [.299, .587, .114], FullRange = [0, 255, 128, 255, 128, 255];

    /// <param name="units">Three planes with full scale 1, which the method changes.</param>
    public static void ToRgb(SampleImage<float> units, TiffTags tags)
    {
        var luma = Rationals(tags.All(Coefficients)) is [_, > 0, _] own ? own : Bt601;
        var range = Rationals(tags.All(ReferenceBlackWhite)) is { Length: 6 } stated ? stated : FullRange;
        for (var y = 0; y < units.Height; y++)
        {
            Span<float> first = units.Planes[0].Row(y), second = units.Planes[1].Row(y),
                third = units.Planes[2].Row(y);
            for (var x = 0; x < first.Length; x++)
            {
                var (light, blue, red) = (Full(first[x], 0, 1), Full(second[x], 1, .5), Full(third[x], 2, .5));
                var (r, b) = (light + (red * (2 - (2 * luma[0]))), light + (blue * (2 - (2 * luma[2]))));
                var g = (light - (luma[0] * r) - (luma[2] * b)) / luma[1];
                (first[x], second[x], third[x]) = (Clamped(r), Clamped(g), Clamped(b));
            }
        }

        // Black and white of 8 bits; white of a color difference is half of the range.
        double Full(float unit, int band, double white) => range[(2 * band) + 1] == range[2 * band] ? 0
            : white * ((unit * 255) - range[2 * band]) / (range[(2 * band) + 1] - range[2 * band]);

        static float Clamped(double value) => (float)Math.Clamp(value, 0, 1);
    }

    private static double[] Rationals(long[] pairs) =>
        [.. pairs.Chunk(2).Where(pair => pair is [_, > 0]).Select(pair => (double)pair[0] / pair[1])];
}
