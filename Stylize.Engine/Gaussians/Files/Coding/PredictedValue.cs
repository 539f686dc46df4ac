using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Codes whole numbers that follow from others up to a deviation: the expectation is a linear combination whose weights are learned by
/// recursive least squares, and the deviation has Student's t distribution, whose scale is a product of factors learned in the caller's
/// contexts.
/// </summary>
/// <remarks>
/// Expectations are doubles, in a fixed order with nothing but + - * /, and all that follows from them is in whole numbers, so that every
/// machine computes the same bits. docs/gaussian-format.md states every step. Vectors are passed by reference: what takes them by value
/// cannot be compiled ahead of time.
/// </remarks>
internal sealed class PredictedValue
{
    public const int Classes = 6;

    /// <summary>Values this far from the expected one and beyond are told by what they go further.</summary>
    private const int Reach = 127;
    private const int Total = 1 << RangeEncoder.TotalBits;

    /// <summary>Expectations are below this in magnitude.</summary>
    private const int Limit = 1 << 24;

    /// <summary>Weights are learned from so many values at first, then from every fourth.</summary>
    private const int FirstCount = 200;
    private const int LaterEvery = 4;

    /// <summary>Binary logarithm of the parts of an octave in which factors are kept.</summary>
    private const int FactorBits = 16;
    private const int MaxFactor = 6 << FactorBits;
    private const int MaxScale = 24 << FactorBits;
    private const int RateBits = 12;

    /// <summary>A rate is this at first, and loses its square times two with each value: so it is .5 / (values + 4).</summary>
    private const int FirstRate = 1 << (RateBits - 3);

    /// <summary>Deviations, in <see cref="Surprises"/>, are in 2^-4 scales.</summary>
    private const int SurpriseBits = 4;

    /// <summary>By how much a deviation widens the scale, at a rate of 1.</summary>
    private static readonly int[] Surprises = CreateSurprises();
    private static readonly Vector256<int> MaxLogs = Vector256.Create(MaxScale, 0, MaxFactor, 0, MaxFactor, 0, MaxFactor, 0);

    /// <summary>Factors of the scale: the lower half is the binary logarithm, the upper half the rate at which it learns.</summary>
    private readonly ulong[] _factors;
    private readonly int _second;
    private readonly int _third;
    private Vector256<double> _weights;

    /// <summary>Rows of the covariance of the weights, filled up with zeros.</summary>
    private Vector256<double> _row0, _row1, _row2, _row3;
    private int _count;

    /// <param name="weights">Weights of the features before anything is learned; at most four.</param>
    /// <param name="doubt">Variance of the weights before anything is learned.</param>
    /// <param name="octave">Binary logarithm of the scale before anything is learned.</param>
    /// <param name="contexts">Number of contexts of each of the three kinds of factors.</param>
    public PredictedValue(ReadOnlySpan<double> weights, double doubt, int octave, (int First, int Second, int Third) contexts)
    {
        var row = Vector256<double>.Zero;
        for (var j = 0; j < weights.Length; j++)
        {
            _weights = _weights.WithElement(j, weights[j]);
            row = row.WithElement(j, doubt);
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

    /// <summary>How unexpected the last value was: its deviation in halves of the scale, at most <see cref="Classes"/> - 1.</summary>
    public int Class { get; private set; }

    /// <summary>Writes or reads a value of magnitude below 2^24, and learns from it.</summary>
    public int Code<TCoder>(ref TCoder coder, int value, in Vector256<double> features, int first, int second = 0, int third = 0)
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
        var position = double.ConvertToIntegerNative<long>(Math.Floor((expected * (1 << StudentTable.DistanceBits)) + .5));
        value = Draw(ref coder, value, position, eighth, low);

        var distance = Math.Abs(((long)value << StudentTable.DistanceBits) - position);
        var deviation = StudentTable.Deviation(distance, eighth) >> low;
        Class = (int)Math.Min(deviation >> (StudentTable.DeviationBits - 1), Classes - 1);
        var surprise = Surprises[(int)Math.Min(deviation >> (StudentTable.DeviationBits - SurpriseBits), Surprises.Length - 1)];
        var factors = Learned(Vector256.Create(factor0, factor1, factor2, factor3), surprise);
        (factor0, factor1, factor2, factor3) = (factors[0], factors[1], factors[2], factors[3]);
        if (_count < FirstCount || _count % LaterEvery == 0)
        {
            Learn(features, value - expected, EighthOctaves.Power(log));
        }

        _count++;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Draw<TCoder>(ref TCoder coder, int value, long position, int eighth, int low)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var middle = (position + (1 << (StudentTable.DistanceBits - 1))) >> low;
        var center = (int)(middle >> StudentTable.DistanceBits);
        var rest = (int)(middle & ((1 << StudentTable.DistanceBits) - 1));
        var place = TCoder.Writes ? Math.Clamp((value >> low) - center, -Reach, Reach) : Guess(coder.Peek(), rest, eighth);
        var start = Below(place, rest, eighth);
        var end = Below(place + 1, rest, eighth);
        if (!TCoder.Writes)
        {
            var frequency = (int)coder.Peek();
            while (frequency < start)
            {
                end = start;
                start = Below(--place, rest, eighth);
            }

            while (frequency >= end)
            {
                start = end;
                end = Below(++place + 1, rest, eighth);
            }
        }

        coder.Take((uint)start, (uint)(end - start));
        var upper = center + place;
        if (Math.Abs(place) == Reach)
        {
            var further = (uint)(Math.Abs((value >> low) - (long)center) - Reach + 1);
            var bits = (int)coder.CodeBits((uint)BitOperations.Log2(further), 5);
            further = coder.CodeBits(further & ((1u << bits) - 1), bits) + (1u << bits) - 1;
            upper = place < 0 ? unchecked(upper - (int)further) : unchecked(upper + (int)further);
        }

        return low == 0 ? upper : unchecked((upper << low) + (int)coder.CodeBits((uint)value & ((1u << low) - 1), low));
    }

    /// <summary>A place at or near the one whose frequencies hold a given one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Guess(uint frequency, int rest, int eighth)
    {
        var place = StudentTable.Quantile((int)frequency - Reach, eighth) + (rest * (1f / (1 << StudentTable.DistanceBits)));
        return Math.Clamp((int)MathF.Floor(place), -Reach, Reach);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(int place, int rest, int eighth)
    {
        var below = StudentTable.Below(StudentTable.Deviation((place << StudentTable.DistanceBits) - rest, eighth)) + place + Reach;
        return place == -Reach ? 0 : place > Reach ? Total : below;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Learned(Vector256<ulong> factors, int surprise)
    {
        // What is computed in the halves of the other kind is not used.
        var all = factors.AsInt32();
        var rates = all - ((all * all) >> (RateBits - 1));
        var changes = ((rates * Vector256.Create(surprise)) >> RateBits).AsUInt64() >> 32;
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

    private static int[] CreateSurprises()
    {
        const double OctavesOfE = 1.4427;
        var surprises = new int[8 << SurpriseBits];
        for (var i = 0; i < surprises.Length; i++)
        {
            var z = (i + .5) / (1 << SurpriseBits);
            var surprise = ((StudentTable.Freedom + 1) * (z * z) / (StudentTable.Freedom + (z * z))) - 1;
            surprises[i] = (int)Math.Round((1 << FactorBits) * OctavesOfE * Math.Min(surprise, 3));
        }

        return surprises;
    }
}
