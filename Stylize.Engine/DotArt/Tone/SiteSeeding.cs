using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Computes the density of sites as a power of the ink. With exponent 1, dots of equal size reproduce tone by
/// number alone; with exponent 0, evenly placed dots reproduce it by size alone. Dots of one size that overlap get the
/// density of <see cref="EqualDots"/>.
/// </summary>
internal static class ToneDensity
{
    /// <summary>One step of 8-bit gray.</summary>
    public const float MinInk = 1f / 255f;

    /// <summary>Dots of variable sizes: darker areas have more and larger dots. docs/evidence/quality/dot-art.md shows
    /// the effect.
    /// </summary>
    private const float Exponent = 0.7f;

    /// <summary>The length of a line through points is proportional to the square root of their density. A line that is
    /// thinner in light tones has more points there.</summary>
    private const float LineExponent = 2f, SwellingExponent = 1.6f;

    private const int TableSteps = 1024;

    /// <summary>Computes the density of each pixel; 0 if its ink is less than one step of 8-bit gray.</summary>
    /// <param name="ink">Ink of each pixel, in [0,1].</param>
    public static Raster<float> FromInk(
        Raster<float> ink, in DotSizing sizing, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var isEqual = sizing.AreEqual;
        var exponent = sizing.IsLine ? (sizing.AdaptiveSizing ? SwellingExponent : LineExponent)
            : sizing.AdaptiveSizing ? Exponent : 1f;
        var powers = new float[TableSteps + 1];
        for (var i = 0; i < powers.Length; i++)
        {
            powers[i] = isEqual ? EqualDots.AreaOf(i / (float)TableSteps)
                : (float)PortableMath.Pow(i / (float)TableSteps, exponent);
        }

        var density = new Raster<float>(ink.Width, ink.Height);
        RowBands.ForEachRow(ink.Height, maxThreads, cancellation, y =>
        {
            var from = ink.Row(y);
            var to = density.Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = from[x] < MinInk ? 0f : powers[(int)((from[x] * TableSteps) + 0.5f)];
            }
        });
        return density;
    }
}

/// <summary>Computes the initial sites for the relaxation by <see cref="ErrorDiffusion"/> with a random threshold. The
/// density is summed over square blocks that hold 0.125 sites each on average.</summary>
internal static class SiteSeeding
{
    private const float SitesPerBlock = 0.125f;

    /// <param name="density">Relative density of sites; must not be 0 everywhere.</param>
    /// <param name="sites">Receives the sites, unsorted; their number is fixed.</param>
    public static unsafe void Place(Raster<float> density, Sites sites, int seed)
    {
        var block = Math.Max(1, (int)MathF.Round(MathF.Sqrt(SitesPerBlock * density.PixelCount / sites.Count)));
        var means = new BlockMeans<float, float>(density, block);
        using var blocks = new Raster<float>(means.Width, means.Height);
        for (var y = 0; y < blocks.Height; y++)
        {
            means.ReadSums(y, blocks.Row(y));
        }

        var total = ErrorDiffusion.Sum(blocks);
        var placer = new Placer(sites, seed, block, blocks.Width);
        ErrorDiffusion.Diffuse(blocks, (float)(sites.Count / total), ref placer);
        Complete(blocks, sites, placer.Placed, block, total);
        for (var i = 0; i < sites.Count; i++)
        {
            // The center of a block may be beyond the image.
            sites.X[i] = Math.Clamp(sites.X[i], Sites.Border, density.Width - Sites.Border);
            sites.Y[i] = Math.Clamp(sites.Y[i], Sites.Border, density.Height - Sites.Border);
        }
    }

    /// <summary>Adds the few sites that error diffusion missed, at equal steps of the cumulative density in reading
    /// order.</summary>
    private static unsafe void Complete(Raster<float> blocks, Sites sites, int placed, int block, double total)
    {
        var missing = sites.Count - placed;
        if (missing == 0) return;

        var step = total / missing;
        var at = step * 0.5;
        for (var y = 0; y < blocks.Height && placed < sites.Count; y++)
        {
            var row = blocks.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                at -= row[x];
                while (at < 0 && placed < sites.Count)
                {
                    sites.X[placed] = (x + 0.5f) * block;
                    sites.Y[placed++] = (y + 0.5f) * block;
                    at += step;
                }
            }
        }

        for (; placed < sites.Count; placed++)
        {
            sites.X[placed] = sites.Width / 2f;
            sites.Y[placed] = sites.Height / 2f;
        }
    }

    /// <summary>Rounds with a threshold that varies by 0.25 sites, and places sites in the center of their
    /// block.</summary>
    private unsafe struct Placer(Sites sites, int seed, int block, int width) : IPointPlacer
    {
        public int Placed { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Place(int x, int y, float wanted)
        {
            var random = new PixelRandom(((long)y * width) + x, seed);
            var dots = (int)MathF.Floor(wanted + 0.5f + (0.25f * random.Signed(0)));
            dots = Math.Clamp(dots, 0, sites.Count - Placed);
            for (var i = 0; i < dots; i++, Placed++)
            {
                sites.X[Placed] = (x + 0.5f) * block;
                sites.Y[Placed] = (y + 0.5f) * block;
            }

            return dots;
        }
    }
}
