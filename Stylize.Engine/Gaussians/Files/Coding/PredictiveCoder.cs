namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Codes integers by prediction: a linear combination of features with weights by recursive least squares, and a
/// residual with Student's t distribution, whose scale is a product of adaptive factors selected by the caller's
/// contexts.
/// </summary>
/// <remarks>
/// Predictions use only + - * / on doubles in a fixed order, and everything derived from them uses integers, so every
/// machine computes the same bits. docs/gaussian-format.md specifies each step. Vectors are passed by reference,
/// because methods that take them by value cannot be compiled ahead of time.
/// </remarks>
internal sealed class PredictiveCoder
{
    public const int Classes = 6;

    /// <summary>Largest magnitude of a symbol. It is an escape: the remaining distance follows.</summary>
    private const int MaxSymbol = 127;

    /// <summary>Predictions of this magnitude or more are replaced by 0.</summary>
    private const int Limit = 1 << 24;

    /// <summary>The weights learn from each of this number of values, then from one in
    /// <see cref="LaterEvery"/>.</summary>
    private const int FirstCount = 200;
    private const int LaterEvery = 4;

    /// <summary>Fractional bits of the binary logarithms of factors.</summary>
    private const int FactorBits = 16;
    private const int MaxFactor = 6 << FactorBits;
    private const int MaxScale = 24 << FactorBits;
    private const int RateBits = 12;

    /// <summary>Initial learning rate. Each value subtracts twice its square, so the rate is about 0.5 / (values +
    /// 4).</summary>
    private const int FirstRate = 1 << (RateBits - 3);

    /// <summary>Entries of <see cref="ScaleGains"/> per unit of the scale, as a binary logarithm.</summary>
    private const int ScaleGainBits = 4;

    /// <summary>Change of the scale's logarithm by residual, at a learning rate of 1.</summary>
    private static readonly int[] ScaleGains = CreateScaleGains();
    private static readonly Vector256<int> MaxLogs =
        Vector256.Create(MaxScale, 0, MaxFactor, 0, MaxFactor, 0, MaxFactor, 0);

    /// <summary>Factors of the scale: binary logarithm in the lower half, learning rate in the upper half.</summary>
    private readonly ulong[] _factors;
    private readonly int _second;
    private readonly int _third;
    private Vector256<double> _weights;

    /// <summary>Rows of the covariance of the weights, padded with zeros.</summary>
    private Vector256<double> _row0, _row1, _row2, _row3;
    private int _count;

    /// <param name="weights">Initial weights of the features, at most four.</param>
    /// <param name="variance">Initial variance of the weights.</param>
    /// <param name="octave">Initial binary logarithm of the scale.</param>
    /// <param name="contexts">Number of contexts of each of the three types of factors.</param>
    public PredictiveCoder(
        ReadOnlySpan<double> weights, double variance, int octave, (int First, int Second, int Third) contexts)
    {
        var row = Vector256<double>.Zero;
        for (var j = 0; j < weights.Length; j++)
        {
            _weights = _weights.WithElement(j, weights[j]);
            row = row.WithElement(j, variance);
        }

        _row0 = Vector256<double>.Zero.WithElement(0, row[0]);
        _row1 = Vector256<double>.Zero.WithElement(1, row[1]);
        _row2 = Vector256<double>.Zero.WithElement(2, row[2]);
        _row3 = Vector256<double>.Zero.WithElement(3, row[3]);
        _second = 1 + contexts.First;
        _third = _second + contexts.Second;
        _factors = new ulong[_third + contexts.Third];
        Array.Fill(_factors, (ulong)FirstRate << 32);
        _factors[0] |= (uint)octave << FactorBits;
    }

    /// <summary>Class of the last residual: its magnitude in halves of the scale, at most <see cref="Classes"/> -
    /// 1.</summary>
    public int Class { get; private set; }

    /// <summary>Writes or reads a value of magnitude below 2^24, and adapts to it.</summary>
    public int Code<TCoder>(
        ref TCoder coder, int value, in Vector256<double> features, int first, int second = 0, int third = 0)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var expected = Sum(_weights * features);
        expected = Math.Abs(expected) < Limit ? expected : 0;
        ref var factor0 = ref _factors[0];
        ref var factor1 = ref _factors[1 + first];
        ref var factor2 = ref _factors[_second + second];
        ref var factor3 = ref _factors[_third + third];
        var log = ((int)factor0 + (int)factor1 + (int)factor2 + (int)factor3) >> (FactorBits - 3);
        log = Math.Clamp(log, StudentTable.MinEighth, MaxScale >> (FactorBits - 3));
        var low = Math.Max(0, (log - StudentTable.MaxEighth + 7) >> 3);
        var eighth = log - (8 * low);
        var position =
            double.ConvertToIntegerNative<long>(Math.Floor((expected * (1 << StudentTable.DistanceBits)) + .5));
        value = CodeDeviation(ref coder, value, position, eighth, low);

        // Math.Abs would branch on the sign, which is unpredictable.
        var distance = ((long)value << StudentTable.DistanceBits) - position;
        distance = (distance ^ (distance >> 63)) - (distance >> 63);
        var deviation = StudentTable.Deviation(distance, eighth) >> low;
        Class = (int)Math.Min(deviation >> (StudentTable.DeviationBits - 1), Classes - 1);
        var gainOfScale =
            ScaleGains[(int)Math.Min(deviation >> (StudentTable.DeviationBits - ScaleGainBits), ScaleGains.Length - 1)];
        var factors = Updated(Vector256.Create(factor0, factor1, factor2, factor3), gainOfScale);
        (factor0, factor1, factor2, factor3) = (factors[0], factors[1], factors[2], factors[3]);
        if (_count < FirstCount || _count % LaterEvery == 0)
        {
            Learn(features, value - expected, EighthOctaves.Power(log));
        }

        _count++;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CodeDeviation<TCoder>(ref TCoder coder, int value, long position, int eighth, int low)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var middle = (position + (1 << (StudentTable.DistanceBits - 1))) >> low;
        var center = (int)(middle >> StudentTable.DistanceBits);
        var rest = (int)(middle & ((1 << StudentTable.DistanceBits) - 1));
        var symbol = TCoder.Writes
            ? Math.Clamp((value >> low) - center, -MaxSymbol, MaxSymbol)
            : EstimateSymbol(coder.Peek(), rest, eighth);
        var start = Below(symbol, rest, eighth);
        var end = Below(symbol + 1, rest, eighth);
        if (!TCoder.Writes)
        {
            var frequency = (int)coder.Peek();
            while (frequency < start)
            {
                end = start;
                start = Below(--symbol, rest, eighth);
            }

            while (frequency >= end)
            {
                start = end;
                end = Below(++symbol + 1, rest, eighth);
            }
        }

        coder.Take((uint)start, (uint)(end - start));
        var upper = center + symbol;
        if (symbol == MaxSymbol || symbol == -MaxSymbol)
        {
            var further = (uint)(Math.Abs((value >> low) - (long)center) - MaxSymbol + 1);
            var bits = (int)coder.CodeBits((uint)BitOperations.Log2(further), 5);
            further = coder.CodeBits(further & ((1u << bits) - 1), bits) + (1u << bits) - 1;
            upper = symbol < 0 ? unchecked(upper - (int)further) : unchecked(upper + (int)further);
        }

        return low == 0 ? upper : unchecked((upper << low) + (int)coder.CodeBits((uint)value & ((1u << low) - 1), low));
    }

    /// <summary>Returns a symbol at or near the one that covers a cumulative frequency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EstimateSymbol(uint frequency, int rest, int eighth)
    {
        // The offset makes the truncation round down.
        var offset = (rest * (1f / (1 << StudentTable.DistanceBits))) + MaxSymbol + 1;
        var symbol =
            float.ConvertToIntegerNative<int>(StudentTable.Quantile((int)frequency - MaxSymbol, eighth) + offset);
        return Math.Clamp(symbol, 1, (2 * MaxSymbol) + 1) - (MaxSymbol + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(int symbol, int rest, int eighth)
    {
        var below = StudentTable.Below(StudentTable.Deviation((symbol << StudentTable.DistanceBits) - rest, eighth))
            + symbol + MaxSymbol;
        return symbol == -MaxSymbol ? 0 : symbol > MaxSymbol ? RangeEncoder.Total : below;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Updated(Vector256<ulong> factors, int gainOfScale)
    {
        // The halves of the other type are computed as well, and discarded at the end.
        var all = factors.AsInt32();
        var rates = all - ((all * all) >> (RateBits - 1));
        var changes = ((rates * Vector256.Create(gainOfScale)) >> RateBits).AsUInt64() >> 32;
        var logs = Vector256.Min(Vector256.Max(all + changes.AsInt32(), Vector256.Create(-MaxFactor)), MaxLogs);
        return Vector256.ConditionalSelect(Vector256.Create((ulong)uint.MaxValue), logs.AsUInt64(), rates.AsUInt64());
    }

    private void Learn(in Vector256<double> features, double error, double scale)
    {
        var gain = ((_row0 * Vector256.Create(features[0])) + (_row1 * Vector256.Create(features[1])))
            + ((_row2 * Vector256.Create(features[2])) + (_row3 * Vector256.Create(features[3])));
        var noise = ((StudentTable.Freedom * (scale * scale)) + (error * error)) / (StudentTable.Freedom + 1);
        var quotients = gain / Vector256.Create(noise + Sum(gain * features));
        _weights += quotients * Vector256.Create(error);
        _row0 -= quotients * Vector256.Create(gain[0]);
        _row1 -= quotients * Vector256.Create(gain[1]);
        _row2 -= quotients * Vector256.Create(gain[2]);
        _row3 -= quotients * Vector256.Create(gain[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector256<double> terms)
    {
        var sums = terms.GetLower() + terms.GetUpper();
        return sums[0] + sums[1];
    }

    private static int[] CreateScaleGains()
    {
        const double OctavesOfE = 1.4427;
        var gains = new int[8 << ScaleGainBits];
        for (var i = 0; i < gains.Length; i++)
        {
            var z = (i + .5) / (1 << ScaleGainBits);
            var gainOfScale = ((StudentTable.Freedom + 1) * (z * z) / (StudentTable.Freedom + (z * z))) - 1;
            gains[i] = (int)Math.Round((1 << FactorBits) * OctavesOfE * Math.Min(gainOfScale, 3));
        }

        return gains;
    }
}

/// <summary>Cumulative Student's t distribution with six degrees of freedom in integers, for scales in steps of 1/8
/// octave.</summary>
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
            eighth =>
                (int)Math.Round((1 << (PrecisionBits + DeviationBits - DistanceBits)) * EighthOctaves.Power(-eighth))),
    ];

    private static readonly float[] Scales =
        [.. Enumerable.Range(MinEighth, MaxEighth - MinEighth + 1)
            .Select(eighth => (float)EighthOctaves.Power(eighth))];

    /// <summary>Quantiles by share. They are only the start of a search, so their precision does not affect the
    /// code.</summary>
    private static readonly float[] Quantiles = CreateQuantiles();

    /// <summary>Converts a distance to a deviation in scales.</summary>
    /// <param name="distance">Distance in units of 2^-<see cref="DistanceBits"/> steps.</param>
    /// <param name="eighth">8 log2 of the scale in steps.</param>
    /// <returns>The deviation in units of 2^-<see cref="DeviationBits"/> scales.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Deviation(long distance, int eighth) =>
        (distance * PerDistance[eighth - MinEighth]) >> PrecisionBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(long deviation) =>
        Shares[(int)Math.Clamp((deviation >> (DeviationBits - EntryBits)) + (MaxDeviation << EntryBits), 0,
            2 * MaxDeviation << EntryBits)];

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

/// <summary>Powers and logarithms to base 2 in steps of 1/8, bit-identical on every machine.</summary>
internal static class EighthOctaves
{
    private static readonly double[] Roots =
    [
        1, 1.0905077326652577, 1.1892071150027210, 1.2968395546510096,
        1.4142135623730951, 1.5422108254079407, 1.6817928305074290, 1.8340080864093424,
    ];

    private const int MantissaBits = PortableLogarithms.MantissaBits, ExponentBias = PortableLogarithms.ExponentBias;

    /// <summary>Computes 2^(eighths/8). The result must be a normal number.</summary>
    public static double Power(int eighths) =>
        BitConverter.Int64BitsToDouble(
            BitConverter.DoubleToInt64Bits(Roots[eighths & 7]) + ((long)(eighths >> 3) << MantissaBits));

    /// <summary>Computes the binary logarithm, rounded down.</summary>
    /// <param name="value">Positive and normal.</param>
    public static int Exponent(double value) =>
        (int)(BitConverter.DoubleToInt64Bits(value) >> MantissaBits) - ExponentBias;

    /// <summary>Computes 8 times the binary logarithm, rounded down.</summary>
    public static int Log(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var rest =
            BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));

        // Each of the eight intervals from 1 to 2 contains one root, except for the last.
        var eighth = (int)(bits >> (MantissaBits - 3)) & 7;
        eighth += eighth < 7 && rest >= Roots[eighth + 1] ? 1 : 0;
        return (8 * Exponent(value)) + eighth;
    }
}
