using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The density that sites follow: a power of the ink. With exponent 1 dots of one size carry the tone by their number alone, with
/// exponent 0 their places would be even and their sizes alone would carry it.</summary>
internal static class ToneDensity
{
    private const float MinInk = 1f / 255f;

    /// <summary>Spacing in source pixels up to which dots are fine and from which they are coarse; between them log-linear.</summary>
    private const float FineSpacing = 4.4f, CoarseSpacing = 8.8f;

    /// <summary>Fine dots stand nearly evenly. Coarse dots crowd in the shadows, where overlapping ones merge into solid forms; dots that
    /// stay apart cannot merge and crowd less. docs/dot-art.md has how much the exponents matter.</summary>
    private const float FineExponent = 0.4f, CoarseExponent = 2.5f, ApartCoarseExponent = 1f;

    /// <summary>A line through points has a length in proportion to the square root of their density.</summary>
    private const float LineExponent = 2f;

    private const int TableSteps = 1024;

    /// <summary>The density of each pixel; 0 where there is less ink than one step of 8-bit gray.</summary>
    /// <param name="ink">Ink of each pixel, [0,1].</param>
    /// <param name="spacing">Mean spacing of the dots, source pixels.</param>
    public static Raster<float> Of(
        Raster<float> ink, float spacing, DotArtOptions options, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var exponent = options.SingleLine ? LineExponent : options.AdaptiveSizing ? Exponent(spacing, options.AllowOverlap) : 1f;
        var powers = new float[TableSteps + 1];
        for (var i = 0; i < powers.Length; i++)
        {
            powers[i] = MathF.Pow(i / (float)TableSteps, exponent);
        }

        var density = new Raster<float>(ink.Width, ink.Height);
        RowBands.ForEach(ink.Height, maxThreads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var from = ink.Row(y);
                var to = density.Row(y);
                for (var x = 0; x < from.Length; x++)
                {
                    to[x] = from[x] < MinInk ? 0f : powers[(int)((from[x] * TableSteps) + 0.5f)];
                }
            }
        });
        return density;
    }

    private static float Exponent(float spacing, bool overlap)
    {
        var share = Math.Clamp(MathF.Log(spacing / FineSpacing) / MathF.Log(CoarseSpacing / FineSpacing), 0f, 1f);
        var coarse = overlap ? CoarseExponent : ApartCoarseExponent;
        return FineExponent + (share * (coarse - FineExponent));
    }
}
