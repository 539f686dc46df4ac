using Stylize.Engine.DotArt.Background;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Computes the share of the paper that the lines of each ink cover. Lines of several inks cross each other,
/// so their shares are those of overprinted screens.</summary>
internal static class InkCoverage
{
    private const int CachedBits = 6;

    /// <summary>Returns a plane for each ink, with values in [0,1]. The caller owns them.</summary>
    /// <param name="background">Pixels with <see cref="BackgroundMask.Bit"/> get no ink; null for no
    /// background.</param>
    public static Raster<float>[] Planes(
        Raster<Rgba32> image, IReadOnlyList<Rgba32> inks, DotArtPlan plan, Raster<ushort>? background)
    {
        Raster<float>[] planes = [.. inks.Select(_ => new Raster<float>(image.Width, image.Height))];
        var scale = new InkScale(plan.Options.ToneCurve, plan.PaperOrWhite, inks[0]);
        var values = ToneValues.ForCurve(plan.Options.ToneCurve);
        var mixture = new OverprintMixture(plan.PaperOrWhite, inks, values, plan.Options.Inks.KeepBlack);
        var cache = new float[inks.Count > 1 ? 1 << (3 * CachedBits) : 0][];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            if (inks.Count == 1) scale.Row(row, planes[0].Row(y));

            for (var x = 0; inks.Count > 1 && x < row.Length; x++)
            {
                var shares = Shares(row[x]);
                for (var ink = 0; ink < inks.Count; ink++)
                {
                    planes[ink].Row(y)[x] = shares[ink] * row[x].A / 255f;
                }
            }

            for (var x = 0; background is not null && x < row.Length; x++)
            {
                if ((background.Row(y)[x] & BackgroundMask.Bit) == 0) continue;

                foreach (var plane in planes)
                {
                    plane.Row(y)[x] = 0f;
                }
            }
        }

        return planes;

        float[] Shares(Rgba32 color)
        {
            const int Dropped = 8 - CachedBits;
            var key = (((color.R >> Dropped << CachedBits) | (color.G >> Dropped)) << CachedBits)
                | (color.B >> Dropped);
            if (cache[key] is { } known) return known;

            // The middle of the colors that share a place in the cache, except that white stays white.
            Rgba32 middle = new(Middle(color.R), Middle(color.G), Middle(color.B));
            var found = cache[key] = new float[inks.Count];
            mixture.Shares(values[middle], found);
            return found;
        }

        static byte Middle(byte value)
        {
            var low = value >> (8 - CachedBits) << (8 - CachedBits);
            return (byte)(low == 256 - (1 << (8 - CachedBits)) ? 255 : low == 0 ? 0 : low + (1 << (7 - CachedBits)));
        }
    }
}
