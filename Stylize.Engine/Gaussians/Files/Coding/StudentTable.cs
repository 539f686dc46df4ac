namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Student's t distribution with six degrees of freedom in whole numbers, for scales in eighths of octaves.</summary>
internal static class StudentTable
{
    public const double Freedom = 6;

    /// <summary>The sum of all shares: each of 255 places has a frequency of 1 besides.</summary>
    public const int Total = (1 << RangeEncoder.TotalBits) - 255;

    /// <summary>Distances are in 2^-8 steps, deviations in 2^-12 scales.</summary>
    public const int DistanceBits = 8, DeviationBits = 12;

    /// <summary>Scales are 2^(-35/8) to 2^(32/8) steps.</summary>
    public const int MinEighth = -35, MaxEighth = 32;

    /// <summary>No share lies further away than so many scales.</summary>
    private const int Reach = 16;

    /// <summary>Binary logarithm of a scale's entries of the table.</summary>
    private const int EntryBits = 8;

    /// <summary>Binary logarithm of <see cref="PerDistance"/> of a scale that is one step, beyond the units of both.</summary>
    private const int PrecisionBits = 10;

    /// <summary>Binary logarithm of the shares in a step of <see cref="Quantiles"/>.</summary>
    private const int QuantileBits = 4;

    private static readonly ushort[] Shares = [.. Enumerable.Range(-Reach << EntryBits, (2 * Reach << EntryBits) + 1).Select(ShareBelow)];

    /// <summary>Deviation of a distance, by scale.</summary>
    private static readonly int[] PerDistance =
    [
        .. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1).Select(
            eighth => (int)Math.Round((1 << (PrecisionBits + DeviationBits - DistanceBits)) * EighthOctaves.Power(-eighth))),
    ];

    private static readonly float[] Scales =
        [.. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1).Select(eighth => (float)EighthOctaves.Power(eighth))];

    /// <summary>Deviations by the share that lies below them: where the search begins, so their precision is of no account.</summary>
    private static readonly float[] Quantiles = CreateQuantiles();

    /// <summary>A distance in scales.</summary>
    /// <param name="distance">In 2^-<see cref="DistanceBits"/> steps.</param>
    /// <param name="eighth">Eight times the scale's binary logarithm, in steps.</param>
    /// <returns>In 2^-<see cref="DeviationBits"/> scales.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Deviation(long distance, int eighth) => (distance * PerDistance[eighth - MinEighth]) >> PrecisionBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(long deviation) =>
        Shares[(int)Math.Clamp((deviation >> (DeviationBits - EntryBits)) + (Reach << EntryBits), 0, 2 * Reach << EntryBits)];

    /// <summary>About the distance below which a share lies, in steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Quantile(int share, int eighth) =>
        Quantiles[Math.Clamp(share, 0, Total) >> QuantileBits] * Scales[eighth - MinEighth];

    private static ushort ShareBelow(int entry)
    {
        var z = (double)entry / (1 << EntryBits);
        var share = Math.Abs(z) < Reach ? Cumulative(z / Math.Sqrt(Freedom + (z * z))) : z < 0 ? 0 : 1;
        return (ushort)Math.Round(Total * share);
    }

    private static double Cumulative(double u)
    {
        var a = 1 - (u * u);
        return .5 + (u * (.5 + (a * (.25 + (a * .1875)))));
    }

    private static float[] CreateQuantiles()
    {
        var quantiles = new float[(Total >> QuantileBits) + 1];
        for (var i = 0; i < quantiles.Length; i++)
        {
            var goal = (i + .5) / quantiles.Length;
            var (low, high) = (-1.0, 1.0);
            for (var bit = 0; bit < 40; bit++)
            {
                var u = (low + high) / 2;
                (low, high) = Cumulative(u) < goal ? (u, high) : (low, u);
            }

            quantiles[i] = (float)(low * Math.Sqrt(Freedom / (1 - (low * low))));
        }

        return quantiles;
    }
}
