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
    private readonly double[] _features = new double[Size];
    private readonly double[] _weights = new double[Size];

    /// <summary>Symmetric to the last bit, so its rows are its columns.</summary>
    private readonly double[] _covariance = new double[Size * Size];
    private readonly Factor[][] _factors;
    private readonly int[] _contexts;

    /// <param name="weights">Weights of the features before anything is learned; at most four.</param>
    /// <param name="doubt">Variance of the weights before anything is learned.</param>
    /// <param name="scale">Scale before anything is learned.</param>
    /// <param name="contexts">Number of contexts of each kind of factor.</param>
    public ExpectedValue(double[] weights, double doubt, double scale, params ReadOnlySpan<int> contexts)
    {
        _size = weights.Length;
        weights.CopyTo(_weights, 0);
        for (var j = 0; j < _size; j++)
        {
            _covariance[(j * Size) + j] = doubt;
        }

        _contexts = new int[contexts.Length + 1];
        _factors = new Factor[contexts.Length + 1][];
        _factors[0] = [new(scale, 0)];
        for (var k = 0; k < contexts.Length; k++)
        {
            _factors[k + 1] = new Factor[contexts[k]];
            Array.Fill(_factors[k + 1], new(1, 0));
        }
    }

    /// <summary>What the value follows from; set before each <see cref="Code"/>.</summary>
    public Span<double> Features => _features;

    /// <summary>The context of each kind of factor; set before each <see cref="Code"/>.</summary>
    public Span<int> Contexts => _contexts.AsSpan(1);

    /// <summary>Deviation of the last value over its scale.</summary>
    public double Deviation { get; private set; }

    /// <summary>Writes or reads a value of magnitude below 2^30, and learns from it.</summary>
    public int Code<TCoder>(ref TCoder coder, int value)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var products = Vector256.Create<double>(_weights) * Vector256.Create<double>(_features);
        var expected = _size == 1 ? products[0] : products[0] + products[1] + products[2] + products[3];
        expected = Math.Abs(expected) < Limit ? expected : 0;
        var scale = 1.0;
        var factors = _factors;
        var contexts = _contexts.AsSpan(0, factors.Length);
        for (var k = 0; k < factors.Length; k++)
        {
            scale *= factors[k][contexts[k]].Value;
        }

        scale = scale > .05 ? Math.Min(scale, Limit) : .05;
        value = Draw(ref coder, value, expected, scale);
        Learn(value - expected, scale);
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
        var center = (int)floor;
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

    private void Learn(double error, double scale)
    {
        Deviation = error / scale;
        var square = Deviation * Deviation;
        var surprise = Math.Min(((Freedom + 1) * square / (Freedom + square)) - 1, 3);
        var factors = _factors;
        var contexts = _contexts.AsSpan(0, factors.Length);
        for (var k = 0; k < factors.Length; k++)
        {
            ref var factor = ref factors[k][contexts[k]];
            var seen = Math.Min(factor.Seen + 1, 64);
            var moved = factor.Value * (1 + (surprise * Rates[seen]));
            factor = new(Math.Clamp(moved, MinFactor, k == 0 ? Limit : 1 / MinFactor), seen);
        }

        var sum = (Freedom + square) * scale * scale / (Freedom + 1);
        if (_size == 1)
        {
            var (feature, variance) = (_features[0], _covariance[0]);
            var only = variance * feature;
            sum += only * feature;
            _weights[0] += only * error / sum;
            _covariance[0] = variance - (only * only / sum);
            return;
        }

        Span<double> features = _features;
        Span<double> covariance = _covariance;
        var gain = Vector256.Create<double>(covariance) * Vector256.Create(features[0]);
        for (var k = 1; k < _size; k++)
        {
            gain += Vector256.Create<double>(covariance[(k * Size)..]) * Vector256.Create(features[k]);
        }

        var products = gain * Vector256.Create<double>(features);
        sum = sum + products[0] + products[1] + products[2] + products[3];
        var sums = Vector256.Create(sum);
        (Vector256.Create<double>(_weights) + (gain * Vector256.Create(error) / sums)).CopyTo(_weights);
        for (var j = 0; j < _size; j++)
        {
            var row = covariance[(j * Size)..];
            (Vector256.Create<double>(row) - (Vector256.Create(gain[j]) * gain / sums)).CopyTo(row);
        }
    }

    /// <summary>A factor of the scale, and how often it was learned.</summary>
    private readonly record struct Factor(double Value, int Seen);
}
