namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>Estimates the bits of changed levels, and chooses levels by their bits and their error.</summary>
internal static class LevelRate
{
    /// <summary>Bits of a Gaussian that changes, without its changed levels.</summary>
    public const double ChangeBits = 6;

    private static readonly double[] Table = [.. Enumerable.Range(0, 256).Select(i => 2 * PortableMath.Log2(1 + i))];

    /// <summary>Returns the estimated bits of a level's change.</summary>
    public static double Bits(int change)
    {
        var distance = Math.Abs((long)change);
        return distance < Table.Length ? Table[distance] : 2 * PortableMath.Log2(1 + distance);
    }

    /// <summary>Returns the estimated bits of a Gaussian that changes from frame to frame.</summary>
    public static double Bits(CompactQuantizer quantizer, in CompactGaussian old, in CompactGaussian g)
    {
        if (g.HasValuesOf(old)) return 0;

        var (was, now) = (quantizer.Scales(old), quantizer.Scales(g));
        var (dropX, dropY) = CompactQuantizer.Drops(g, now);
        var max = now.ElongationStep.MaxElongation;
        const int MaxLevel = CompactQuantizer.MaxLevel;
        return ChangeBits + Bits(g.Opacity - old.Opacity) + Bits(g.Size - old.Size)
            + Bits(g.U - CompactQuantizer.Rescaled(old.U, was.Elongation, now.Elongation, max))
            + Bits(g.V - CompactQuantizer.Rescaled(old.V, was.Elongation, now.Elongation, max))
            + Bits((g.X >> dropX) - (old.X >> dropX)) + Bits((g.Y >> dropY) - (old.Y >> dropY))
            + Bits(g.Luma - CompactQuantizer.Rescaled(old.Luma, was.Luma, now.Luma, MaxLevel))
            + Bits(g.Orange - CompactQuantizer.Rescaled(old.Orange, was.Chroma, now.Chroma, MaxLevel))
            + Bits(g.Green - CompactQuantizer.Rescaled(old.Green, was.Chroma, now.Chroma, MaxLevel)) + Bits(g.Alpha - old.Alpha);
    }

    /// <summary>Returns the level n with the smallest (n - target)² + weight times the bits of n - earlier.</summary>
    /// <param name="weight">Squared steps per bit; 0 for the nearest level.</param>
    public static double Choose(double target, int earlier, double weight)
    {
        var nearest = Math.Round(target);
        if (weight <= 0 || nearest == earlier) return nearest;

        // Half of the derivative of the bits: 1 / ln 2.
        const double PerStep = 1.4426950408889634;
        var distance = target - earlier;
        var shrinkage = Math.Min(Math.Abs(distance), weight * PerStep / (1 + Math.Abs(distance)));
        var shrunk = Math.Round(target - Math.CopySign(shrinkage, distance));
        var best = (double)earlier;
        var cost = distance * distance;
        foreach (var level in (ReadOnlySpan<double>)[shrunk, nearest])
        {
            var change = (int)Math.Clamp(level - earlier, int.MinValue, int.MaxValue);
            var of = ((level - target) * (level - target)) + (weight * Bits(change));
            if (of < cost)
            {
                (best, cost) = (level, of);
            }
        }

        return best;
    }
}
