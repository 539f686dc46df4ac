using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>
/// Scales strengths, which are shares of the operator's true maximum, to the image's own: the strength that one pixel in a hundred exceeds becomes <see cref="Reference"/>.
/// So a soft photograph, a sharp one and the same one at another size get about the same number of dots a megapixel. Faint noise on a flat image is not raised to edges.
/// </summary>
internal static class StrengthGain
{
    /// <summary>What the reference strength becomes.</summary>
    public const float Reference = 0.5f;

    private const double Share = 0.01;
    private const float FaintestReference = 0.05f;

    /// <summary>The factor for a plane; background counts as strength 0.</summary>
    public static float Of(Raster<ushort> strength, int maxThreads, CancellationToken cancellation)
    {
        const int Shift = 4;
        const int Bins = (StrengthPlane.One + 1) >> Shift;
        var bands = RowBands.Count(strength.Height);
        using var histograms = new PooledBuffer<int>(bands * Bins, clear: true);
        RowBands.ForEach(strength.Height, maxThreads, cancellation, (band, first, end) =>
        {
            var bins = histograms.Span.Slice(band * Bins, Bins);
            for (var y = first; y < end; y++)
            {
                foreach (var value in strength.Row(y))
                {
                    bins[(value & StrengthPlane.BackgroundBit) != 0 ? 0 : value >> Shift]++;
                }
            }
        });
        var wanted = (long)(strength.PixelCount * Share);
        var bin = Bins - 1;
        for (long above = 0; bin > 0; bin--)
        {
            for (var band = 0; band < bands; band++)
            {
                above += histograms.Span[(band * Bins) + bin];
            }

            if (above > wanted)
            {
                break;
            }
        }

        var reference = ((bin << Shift) + (1 << (Shift - 1))) / (float)StrengthPlane.One;
        return Reference / MathF.Max(reference, FaintestReference);
    }
}
