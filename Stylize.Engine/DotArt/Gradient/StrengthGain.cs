using Stylize.Engine.DotArt.Background;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>
/// Normalises strength to the image: a gain by which its 99th percentile becomes <see cref="Reference"/>. A soft photograph, a sharp one
/// and the same one at another size then get about the same number of dots per megapixel. A 99th percentile below
/// <see cref="MinPercentile"/> is taken for <see cref="MinPercentile"/>, so that faint noise on a flat image does not become edges.
/// </summary>
internal static class StrengthGain
{
    /// <summary>The strength that the 99th percentile becomes.</summary>
    public const float Reference = 0.5f;

    private const double ShareAbove = 0.01;
    private const float MinPercentile = 0.05f;

    /// <summary>The gain of a plane; background counts as strength 0.</summary>
    public static float Of(Raster<ushort> strength, ThreadGrant maxThreads, CancellationToken cancellation)
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
                    bins[(value & BackgroundMask.Bit) != 0 ? 0 : value >> Shift]++;
                }
            }
        });
        var wanted = (long)(strength.PixelCount * ShareAbove);
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

        var percentile = ((bin << Shift) + (1 << (Shift - 1))) / (float)StrengthPlane.One;
        return Reference / MathF.Max(percentile, MinPercentile);
    }
}
