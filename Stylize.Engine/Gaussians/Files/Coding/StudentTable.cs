namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Cumulative Student's t distribution with six degrees of freedom in integers, for scales in steps of 1/8 octave.</summary>
internal static class StudentTable
{
    public const double Freedom = 6;

    /// <summary>The sum of all shares. The 255 symbols have a frequency of 1 each in addition.</summary>
    public const int Total = (1 << RangeEncoder.TotalBits) - 255;

    /// <summary>Fractional bits of distances (in quantization steps) and of deviations (in scales).</summary>
    public const int DistanceBits = 8, DeviationBits = 12;

    /// <summary>Limits of 8 log2 of the scale in steps.</summary>
    public const int MinEighth = -35, MaxEighth = 32;

    /// <summary>Deviation in scales at which the distribution is cut off.</summary>
    private const int MaxDeviation = 16;

    /// <summary>Entries of the table per scale, as a binary logarithm.</summary>
    private const int EntryBits = 8;

    /// <summary>Additional fractional bits of <see cref="PerDistance"/>.</summary>
    private const int PrecisionBits = 10;

    /// <summary>Shares per entry of <see cref="Quantiles"/>, as a binary logarithm.</summary>
    private const int QuantileBits = 4;

    private static readonly ushort[] Shares =
        [.. Enumerable.Range(-MaxDeviation << EntryBits, (2 * MaxDeviation << EntryBits) + 1).Select(ShareBelow)];

    /// <summary>Deviation per distance, by scale.</summary>
    private static readonly int[] PerDistance =
    [
        .. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1).Select(
            eighth => (int)Math.Round((1 << (PrecisionBits + DeviationBits - DistanceBits)) * EighthOctaves.Power(-eighth))),
    ];

    private static readonly float[] Scales =
        [.. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1).Select(eighth => (float)EighthOctaves.Power(eighth))];

    /// <summary>Quantiles by share. They are only the start of a search, so their precision does not affect the code.</summary>
    private static readonly float[] Quantiles = CreateQuantiles();

    /// <summary>Converts a distance to a deviation in scales.</summary>
    /// <param name="distance">Distance in units of 2^-<see cref="DistanceBits"/> steps.</param>
    /// <param name="eighth">8 log2 of the scale in steps.</param>
    /// <returns>The deviation in units of 2^-<see cref="DeviationBits"/> scales.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Deviation(long distance, int eighth) => (distance * PerDistance[eighth - MinEighth]) >> PrecisionBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(long deviation) =>
        Shares[(int)Math.Clamp((deviation >> (DeviationBits - EntryBits)) + (MaxDeviation << EntryBits), 0, 2 * MaxDeviation << EntryBits)];

    /// <summary>Returns the approximate distance, in steps, below which a share lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Quantile(int share, int eighth) =>
        Quantiles[Math.Clamp(share, 0, Total) >> QuantileBits] * Scales[eighth - MinEighth];

    private static ushort ShareBelow(int entry)
    {
        var z = (double)entry / (1 << EntryBits);
        var share = Math.Abs(z) < MaxDeviation ? Cumulative(z / Math.Sqrt(Freedom + (z * z))) : z < 0 ? 0 : 1;
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
