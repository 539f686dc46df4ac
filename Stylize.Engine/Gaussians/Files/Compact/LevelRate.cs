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

        var scales = quantizer.Scales(g);
        var from = quantizer.InSteps(old, scales);
        var (dropX, dropY) = CompactQuantizer.Drops(g, scales);
        return ChangeBits + Bits(g.Opacity - from.Opacity) + Bits(g.Size - from.Size) + Bits(g.U - from.U) + Bits(g.V - from.V)
            + Bits((g.X >> dropX) - (from.X >> dropX)) + Bits((g.Y >> dropY) - (from.Y >> dropY))
            + Bits(g.Luma - from.Luma) + Bits(g.Orange - from.Orange) + Bits(g.Green - from.Green) + Bits(g.Alpha - from.Alpha);
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
