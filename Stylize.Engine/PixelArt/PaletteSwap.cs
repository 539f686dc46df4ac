using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Moves palette colours out of local optima: the colour that is missed least goes where a new one helps most, as long as the sum over the superpixels of
/// distance^2.5 to the nearest colour falls. A power above 2 keeps small saturated things in the palette. Places that are free are filled likewise.
/// </summary>
internal sealed unsafe class PaletteSwap : IDisposable
{
    /// <summary>Superpixels that are tried as new colours in one round, spread evenly over the cost.</summary>
    private const int Candidates = 32;

    /// <summary>Rounds of means after each change.</summary>
    private const int MeanSteps = 2;

    /// <summary>A colour this near to another, in Lab units, is not worth a free place: the difference can hardly be seen.</summary>
    private const float JustNoticeable = 2.3f;

    /// <summary>Share of the cost that a change must save.</summary>
    private const double LeastSaving = 0.005;


    private readonly Superpixels _superpixels;
    private readonly List<Lab> _colors;
    private readonly int _maxColors;
    private readonly int _locked;
    private readonly PooledBuffer<float> _nearest;
    private readonly PooledBuffer<float> _second;
    private readonly PooledBuffer<int> _owner;

    /// <param name="colors">The palette so far.</param>
    /// <param name="locked">The first so many colours stay as they are.</param>
    /// <param name="maxColors">Most colours.</param>
    public PaletteSwap(Superpixels superpixels, IEnumerable<Lab> colors, int locked, int maxColors)
    {
        _superpixels = superpixels;
        _colors = [.. colors];
        _maxColors = maxColors;
        _locked = locked;
        _nearest = new PooledBuffer<float>(superpixels.Length);
        _second = new PooledBuffer<float>(superpixels.Length);
        _owner = new PooledBuffer<int>(superpixels.Length);
    }

    /// <returns>The palette, the locked colours first.</returns>
    public Lab[] Run(CancellationToken cancellation)
    {
        if (_locked >= _maxColors)
        {
            return [.. _colors];
        }

        Settle();
        var cost = Measure();
        for (var round = 0; round < 2 * _maxColors; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Lab[] before = [.. _colors];
            if (!Swap())
            {
                break;
            }

            Settle();
            var after = Measure();
            if (after >= cost * (1 - LeastSaving))
            {
                _colors.Clear();
                _colors.AddRange(before);
                break;
            }

            cost = after;
        }

        return [.. _colors];
    }

    public void Dispose()
    {
        _nearest.Dispose();
        _second.Dispose();
        _owner.Dispose();
    }

    private static double Cost(double distance) => distance * distance * Math.Sqrt(distance);

    /// <summary>Finds the nearest and the second distance of every superpixel.</summary>
    /// <returns>The summed cost.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Measure()
    {
        var s = _superpixels;
        var total = 0.0;
        for (var i = 0; i < s.Length; i += Vector<float>.Count)
        {
            var (l, a, b) = (Vector.Load(s.L + i), Vector.Load(s.A + i), Vector.Load(s.B + i));
            var nearest = new Vector<float>(float.MaxValue);
            var second = nearest;
            var owner = Vector<int>.Zero;
            for (var k = 0; k < _colors.Count; k++)
            {
                var (dl, da, db) = (l - new Vector<float>(_colors[k].L), a - new Vector<float>(_colors[k].A), b - new Vector<float>(_colors[k].B));
                var squared = (dl * dl) + (da * da) + (db * db);
                var closer = Vector.LessThan(squared, nearest);
                second = Vector.ConditionalSelect(closer, nearest, Vector.Min(second, squared));
                owner = Vector.ConditionalSelect(closer, new Vector<int>(k), owner);
                nearest = Vector.ConditionalSelect(closer, squared, nearest);
            }

            Vector.SquareRoot(nearest).Store(_nearest.Pointer + i);
            Vector.SquareRoot(second).Store(_second.Pointer + i);
            owner.Store(_owner.Pointer + i);
        }

        for (var i = 0; i < s.Length; i++)
        {
            total += s.Weight[i] * Cost(_nearest.Pointer[i]);
        }

        return total;
    }

    /// <summary>Moves the free colours to the means that lower the cost: superpixels count by their distance to the power of the cost's, less two.</summary>
    private void Settle()
    {
        var s = _superpixels;
        var sums = new (double W, double L, double A, double B)[_colors.Count];
        for (var step = 0; step < MeanSteps; step++)
        {
            Measure();
            Array.Clear(sums);
            for (var i = 0; i < s.Length; i++)
            {
                var weight = s.Weight[i] * Math.Sqrt(_nearest.Pointer[i] + 0.01);
                ref var sum = ref sums[_owner.Pointer[i]];
                sum = (sum.W + weight, sum.L + (weight * s.L[i]), sum.A + (weight * s.A[i]), sum.B + (weight * s.B[i]));
            }

            for (var k = _locked; k < _colors.Count; k++)
            {
                var sum = sums[k];
                if (sum.W > 0)
                {
                    _colors[k] = new Lab((float)(sum.L / sum.W), (float)(sum.A / sum.W), (float)(sum.B / sum.W));
                }
            }
        }
    }

    /// <summary>Adds the superpixel's colour that gains most, in a free place or in that of the colour whose loss costs least.</summary>
    /// <returns>False where there is no free place and no gain exceeds that loss.</returns>
    private bool Swap()
    {
        var s = _superpixels;
        Span<double> loss = stackalloc double[_colors.Count];
        loss.Clear();
        var total = 0.0;
        for (var i = 0; i < s.Length; i++)
        {
            var cost = Cost(_nearest.Pointer[i]);
            loss[_owner.Pointer[i]] += s.Weight[i] * (Cost(Math.Min(_second.Pointer[i], 1e6f)) - cost);
            total += s.Weight[i] * cost;
        }

        var removed = _locked;
        for (var k = _locked; k < _colors.Count; k++)
        {
            removed = loss[k] < loss[removed] ? k : removed;
        }

        var best = -1;
        var bestGain = 0.0;
        var passed = 0.0;
        var taken = 0;
        for (var i = 0; i < s.Length; i++)
        {
            passed += s.Weight[i] * Cost(_nearest.Pointer[i]);
            if (passed <= (taken + 0.5) * total / Candidates)
            {
                continue;
            }

            while (passed > (taken + 0.5) * total / Candidates)
            {
                taken++;
            }

            var gain = Gain(i);
            if (gain > bestGain)
            {
                (best, bestGain) = (i, gain);
            }
        }

        if (best < 0)
        {
            return false;
        }

        var added = new Lab(s.L[best], s.A[best], s.B[best]);
        if (_colors.Count < _maxColors)
        {
            if (_nearest.Pointer[best] < JustNoticeable)
            {
                return false;
            }

            _colors.Add(added);
            return true;
        }

        if (bestGain <= loss[removed])
        {
            return false;
        }

        _colors[removed] = added;
        return true;
    }

    /// <summary>How much the cost falls when a superpixel's colour joins the palette; summed in 16 fixed lanes, whatever the width of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Gain(int superpixel)
    {
        var s = _superpixels;
        var l = new Vector<float>(s.L[superpixel]);
        var a = new Vector<float>(s.A[superpixel]);
        var b = new Vector<float>(s.B[superpixel]);
        var lanes = stackalloc float[Superpixels.Padding];
        new Span<float>(lanes, Superpixels.Padding).Clear();
        for (var block = 0; block < s.Length; block += Superpixels.Padding)
        {
            for (var part = 0; part < Superpixels.Padding; part += Vector<float>.Count)
            {
                var i = block + part;
                var (dl, da, db) = (Vector.Load(s.L + i) - l, Vector.Load(s.A + i) - a, Vector.Load(s.B + i) - b);
                var squared = (dl * dl) + (da * da) + (db * db);
                var nearest = Vector.Load(_nearest.Pointer + i);
                nearest *= nearest;
                var saved = Vector.Max((nearest * Vector.SquareRoot(Vector.SquareRoot(nearest))) - (squared * Vector.SquareRoot(Vector.SquareRoot(squared))), Vector<float>.Zero);
                (Vector.Load(lanes + part) + (Vector.Load(s.Weight + i) * saved)).Store(lanes + part);
            }
        }

        var gain = 0.0;
        for (var lane = 0; lane < Superpixels.Padding; lane++)
        {
            gain += lanes[lane];
        }

        return gain;
    }
}
