using System.Numerics;

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
    /// <summary>Values this far from the expected one and beyond are told by what they go further.</summary>
    private const int Reach = 127;

    private const int Total = 1 << RangeEncoder.TotalBits;

    /// <summary>What is shared out by the distribution; each place has one besides.</summary>
    private const int Shared = Total - (2 * Reach) - 1;

    /// <summary>Largest scale of a place: of larger ones the low bits are not modelled.</summary>
    private const double MaxScale = 16;
    private const double Limit = 1 << 30;
    private const double MinFactor = 1.0 / 64;
    private const double Freedom = 6;

    private readonly int _size;
    private readonly double[] _features;
    private readonly double[] _weights;
    private readonly double[] _covariance;
    private readonly double[] _gain;
    private readonly Factor[][] _factors;
    private readonly int[] _contexts;

    /// <param name="weights">Weights of the features before anything is learned.</param>
    /// <param name="doubt">Variance of the weights before anything is learned.</param>
    /// <param name="scale">Scale before anything is learned.</param>
    /// <param name="contexts">Number of contexts of each kind of factor.</param>
    public ExpectedValue(double[] weights, double doubt, double scale, params ReadOnlySpan<int> contexts)
    {
        _size = weights.Length;
        _features = new double[_size];
        _gain = new double[_size];
        _weights = [.. weights];
        _covariance = new double[_size * _size];
        for (var j = 0; j < _size; j++)
        {
            _covariance[(j * _size) + j] = doubt;
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
        var expected = 0.0;
        for (var j = 0; j < _size; j++)
        {
            expected += _weights[j] * _features[j];
        }

        expected = Math.Abs(expected) < Limit ? expected : 0;
        var scale = 1.0;
        for (var k = 0; k < _factors.Length; k++)
        {
            scale *= _factors[k][_contexts[k]].Value;
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

        var center = (int)Math.Floor((expected + .5) / unit);
        var places = new Places((center - ((expected + .5) / unit)) * unit / scale, unit / scale);
        var place = TCoder.Writes ? Math.Clamp((value >> low) - center, -Reach, Reach) : places.At(coder.Peek());
        coder.Take((uint)places.Start(place), (uint)(places.Start(place + 1) - places.Start(place)));
        var upper = center + place;
        if (Math.Abs(place) == Reach)
        {
            var further = (uint)(Math.Abs((value >> low) - (long)center) - Reach + 1);
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
        for (var k = 0; k < _factors.Length; k++)
        {
            ref var factor = ref _factors[k][_contexts[k]];
            var seen = Math.Min(factor.Seen + 1, 64);
            var moved = factor.Value * (1 + (surprise * Math.Max(.01, .5 / (seen + 4))));
            factor = new(Math.Clamp(moved, MinFactor, k == 0 ? Limit : 1 / MinFactor), seen);
        }

        var sum = (Freedom + square) * scale * scale / (Freedom + 1);
        for (var j = 0; j < _size; j++)
        {
            var gain = 0.0;
            for (var k = 0; k < _size; k++)
            {
                gain += _covariance[(j * _size) + k] * _features[k];
            }

            _gain[j] = gain;
            sum += gain * _features[j];
        }

        for (var j = 0; j < _size; j++)
        {
            _weights[j] += _gain[j] * error / sum;
            for (var k = 0; k < _size; k++)
            {
                _covariance[(j * _size) + k] -= _gain[j] * _gain[k] / sum;
            }
        }
    }

    /// <summary>A factor of the scale, and how often it was learned.</summary>
    private readonly record struct Factor(double Value, int Seen);

    /// <summary>Cumulative frequencies of the places -Reach to Reach around the centre.</summary>
    /// <param name="first">Where the place 0 begins, in scales from the expected value.</param>
    /// <param name="step">Scales a place.</param>
    private readonly struct Places(double first, double step)
    {
        /// <summary>Frequencies below a place.</summary>
        public int Start(int place)
        {
            if (place <= -Reach)
            {
                return 0;
            }

            if (place > Reach)
            {
                return Total;
            }

            var z = first + (place * step);
            var u = z / Math.Sqrt(Freedom + (z * z));
            var a = 1 - (u * u);
            return place + Reach + (int)(Shared * (.5 + (u * (.5 + (a * (.25 + (a * .1875)))))));
        }

        /// <summary>The place whose frequencies hold a given one.</summary>
        public int At(uint frequency)
        {
            var (low, high) = (-Reach, Reach + 1);
            var at = Start(0) <= frequency;
            (low, high) = at ? (0, high) : (low, 0);
            for (var width = 1; high - low > 1; width *= 2)
            {
                var middle = at ? Math.Min(low + width, high - 1) : Math.Max(high - width, low + 1);
                var below = Start(middle) <= frequency;
                (low, high) = below ? (middle, high) : (low, middle);
                if (below != at)
                {
                    break;
                }
            }

            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                (low, high) = Start(middle) <= frequency ? (middle, high) : (low, middle);
            }

            return low;
        }
    }
}
