using System.Numerics;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Codes whole numbers that follow from others up to a deviation: the expectation is a linear combination whose weights are learned by
/// recursive least squares, and the deviation has Student's t distribution with six degrees of freedom, whose scale is a product of factors
/// learned in the caller's contexts.
/// </summary>
/// <remarks>
/// Double precision in a fixed order, with nothing but + - * / and square roots, so that every machine computes the same bits.
/// docs/gaussian-format.md states every step.
/// </remarks>
internal sealed class ExpectedValue
{
    /// <summary>Largest scale of a place: of larger ones the low bits are not modelled.</summary>
    private const double MaxScale = 16;
    private const double Limit = 1 << 30;
    private const double MinFactor = 1.0 / 64;
    private const double Freedom = Places.Freedom;

    /// <summary>Features at most; all vectors are filled up with zeros, which change no sum.</summary>
    private const int Size = 4;

    /// <summary>.5 / (seen + 4), at least .01.</summary>
    private static readonly double[] Rates = [.. Enumerable.Range(0, 65).Select(seen => Math.Max(.01, .5 / (seen + 4)))];

    private readonly int _size;
    private Vector256<double> _weights;

    /// <summary>Symmetric to the last bit, so its rows are its columns.</summary>
    private readonly Vector256<double>[] _covariance = new Vector256<double>[Size];

    /// <summary>The factor that is always used, then those of each kind's contexts.</summary>
    private readonly Factor[] _factors;

    /// <summary>Where the factors of each kind begin.</summary>
    private readonly int[] _firsts;

    /// <summary>Which factors are used.</summary>
    private readonly int[] _used;

    /// <param name="weights">Weights of the features before anything is learned; at most four.</param>
    /// <param name="doubt">Variance of the weights before anything is learned.</param>
    /// <param name="scale">Scale before anything is learned.</param>
    /// <param name="contexts">Number of contexts of each kind of factor.</param>
    public ExpectedValue(double[] weights, double doubt, double scale, params ReadOnlySpan<int> contexts)
    {
        _size = weights.Length;
        for (var j = 0; j < _size; j++)
        {
            _weights = _weights.WithElement(j, weights[j]);
            _covariance[j] = Vector256<double>.Zero.WithElement(j, doubt);
        }

        _used = new int[contexts.Length + 1];
        _firsts = new int[contexts.Length];
        var count = 1;
        for (var k = 0; k < contexts.Length; k++)
        {
            _firsts[k] = count;
            count += contexts[k];
        }

        _factors = new Factor[count];
        Array.Fill(_factors, new(1, 0));
        _factors[0] = new(scale, 0);
    }

    /// <summary>Deviation of the last value over its scale.</summary>
    public double Deviation { get; private set; }

    /// <summary>Writes or reads a value of magnitude below 2^30, and learns from it.</summary>
    /// <param name="features">What the value follows from, filled up with zeros.</param>
    /// <param name="contexts">The context of each kind of factor.</param>
    public int Code<TCoder>(ref TCoder coder, int value, Vector256<double> features, params ReadOnlySpan<int> contexts)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var products = _weights * features;
        var expected = products[0];
        expected = _size > 1 ? expected + products[1] : expected;
        expected = _size > 2 ? expected + products[2] + products[3] : expected;
        expected = Math.Abs(expected) < Limit ? expected : 0;
        var scale = _factors[0].Value;
        for (var k = 0; k < contexts.Length; k++)
        {
            _used[k + 1] = _firsts[k] + contexts[k];
            scale *= _factors[_used[k + 1]].Value;
        }

        scale = scale > .05 ? Math.Min(scale, Limit) : .05;
        value = Draw(ref coder, value, expected, scale);
        Learn(features, value - expected, scale);
        return value;
    }

    private static int Draw<TCoder>(ref TCoder coder, int value, double expected, double scale)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var low = 0;
        var unit = 1.0;
        while (scale > MaxScale * unit)
        {
            low++;
            unit *= 2;
        }

        var middle = (expected + .5) / unit;
        var floor = Math.Floor(middle);
        var center = double.ConvertToIntegerNative<int>(floor);
        var quotients = Vector128.Create((floor - middle) * unit, unit) / Vector128.Create(scale);
        var places = new Places(quotients[0], quotients[1]);
        int place;
        uint start, end;
        if (TCoder.Writes)
        {
            place = Math.Clamp((value >> low) - center, -Places.Reach, Places.Reach);
            (start, end) = places.Of(place);
        }
        else
        {
            place = places.At(coder.Peek(), scale / unit, out start, out end);
        }

        coder.Take(start, end - start);
        var upper = center + place;
        if (Math.Abs(place) == Places.Reach)
        {
            var further = (uint)(Math.Abs((value >> low) - (long)center) - Places.Reach + 1);
            var bits = (int)coder.CodeBits((uint)BitOperations.Log2(further), 5);
            further = coder.CodeBits(further & ((1u << bits) - 1), bits) + (1u << bits) - 1;
            upper = place < 0 ? unchecked(upper - (int)further) : unchecked(upper + (int)further);
        }

        return unchecked((upper << low) + (int)coder.CodeBits((uint)value & ((1u << low) - 1), low));
    }

    private void Learn(Vector256<double> features, double error, double scale)
    {
        Deviation = error / scale;
        var square = Deviation * Deviation;
        var surprise = Math.Min(((Freedom + 1) * square / (Freedom + square)) - 1, 3);
        for (var k = 0; k < _used.Length; k++)
        {
            ref var factor = ref _factors[_used[k]];
            var seen = Math.Min(factor.Seen + 1, 64);
            var moved = factor.Value * (1 + (surprise * Rates[seen]));
            factor = new(Math.Clamp(moved, MinFactor, k == 0 ? Limit : 1 / MinFactor), seen);
        }

        var sum = (Freedom + square) * scale * scale / (Freedom + 1);
        var covariance = _covariance.AsSpan(0, _size);
        var gain = covariance[0] * Vector256.Create(features[0]);
        gain = covariance.Length > 1 ? gain + (covariance[1] * Vector256.Create(features[1])) : gain;
        if (covariance.Length > 2)
        {
            gain = gain + (covariance[2] * Vector256.Create(features[2])) + (_covariance[3] * Vector256.Create(features[3]));
        }

        var products = gain * features;
        sum += products[0];
        sum = covariance.Length > 1 ? sum + products[1] : sum;
        sum = covariance.Length > 2 ? sum + products[2] + products[3] : sum;
        var sums = Vector256.Create(sum);
        _weights += gain * Vector256.Create(error) / sums;
        covariance[0] -= Vector256.Create(gain[0]) * gain / sums;
        if (covariance.Length > 1)
        {
            covariance[1] -= Vector256.Create(gain[1]) * gain / sums;
        }

        if (covariance.Length > 2)
        {
            covariance[2] -= Vector256.Create(gain[2]) * gain / sums;
            _covariance[3] -= Vector256.Create(gain[3]) * gain / sums;
        }
    }

    /// <summary>A factor of the scale, and how often it was learned.</summary>
    private readonly record struct Factor(double Value, int Seen);
}
