namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The target values of a Gaussian while its values are rounded one by one. If the curvature of the error is known, the
/// remaining targets compensate for the rounding errors so far.
/// </summary>
/// <remarks>Nearest-plane rounding: Babai, "On Lovász' lattice reduction and the nearest lattice point problem",
/// 1986.</remarks>
internal struct QuantizationTarget
{
    /// <summary>Number of values, in the order in which they are rounded.</summary>
    public const int Count = 9;

    /// <summary>
    /// -log2 of the opacity; fourth root of the size in pixels; elongation along axes (U) and diagonals (V); center;
    /// YCoCg.
    /// </summary>
    public const int Opacity = 0, Size = 1, U = 2, V = 3, X = 4, Y = 5, Luma = 6, Orange = 7, Green = 8;

    private Values _starts, _offsets, _maxMoves, _deviations;

    /// <summary>Effect of a rounding error on each later value, by row; null without compensation.</summary>
    private double[]? _influence;

    /// <summary>Returns the target of a value, given the rounded values before it.</summary>
    public readonly double this[int value]
    {
        get
        {
            if (_influence is null) return _starts[value];

            var offset = _offsets[value];
            for (var before = 0; before < value; before++)
            {
                offset -= _influence[(value * Count) + before] * _deviations[before];
            }

            return _starts[value] + Math.Clamp(offset, -_maxMoves[value], _maxMoves[value]);
        }
    }

    public void Start(int value, double start) => _starts[value] = start;

    /// <summary>Records the rounded value.</summary>
    public void SetRounded(int value, double rounded) => _deviations[value] = rounded - _starts[value];

    /// <summary>Returns the rounding error of a value, which includes its compensation.</summary>
    public readonly double Deviation(int value) => _deviations[value];

    /// <summary>Sets the targets to minimize the error g d + d H d / 2 for changes d of the values.</summary>
    /// <param name="slope">The gradient g, <see cref="Count"/> values; overwritten.</param>
    /// <param name="curvature">
    /// The Hessian H, a positive definite <see cref="Count"/> x <see cref="Count"/> matrix by rows; overwritten, and
    /// referenced afterwards.
    /// </param>
    /// <param name="maxMoves">Largest change of each value before rounding, above 0.</param>
    public void Compensate(Span<double> slope, double[] curvature, ReadOnlySpan<double> maxMoves)
    {
        _influence = curvature;
        for (var k = Count - 1; k >= 0; k--)
        {
            var row = curvature.AsSpan(k * Count, Count);
            _maxMoves[k] = maxMoves[k];
            _offsets[k] = -slope[k] / row[k];
            for (var i = 0; i < k; i++)
            {
                var share = row[i] / row[k];
                slope[i] -= share * slope[k];
                for (var j = 0; j < k; j++)
                {
                    curvature[(i * Count) + j] -= share * row[j];
                }
            }

            for (var i = 0; i < k; i++)
            {
                row[i] /= row[k];
            }
        }
    }

    [InlineArray(Count)]
    private struct Values
    {
        private double _first;
    }
}

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
        return ChangeBits + Bits(g.Opacity - from.Opacity) + Bits(g.Size - from.Size) + Bits(g.U - from.U)
            + Bits(g.V - from.V)
            + Bits((g.X >> dropX) - (from.X >> dropX)) + Bits((g.Y >> dropY) - (from.Y >> dropY))
            + Bits(g.Luma - from.Luma) + Bits(g.Orange - from.Orange) + Bits(g.Green - from.Green)
            + Bits(g.Alpha - from.Alpha);
    }

    /// <summary>Returns the level n with the smallest (n - target)² + weight times the bits of n - earlier.</summary>
    /// <param name="weight">Squared steps per bit; 0 for the nearest level.</param>
    public static double Choose(double target, int earlier, double weight)
    {
        var nearest = Math.Round(target);
        if (weight <= 0 || nearest == earlier) return nearest;

        // Half of the derivative of the bits is 1 / ln 2, which is log2(e).
        var distance = target - earlier;
        var shrinkage = Math.Min(Math.Abs(distance), weight * PortableMath.Log2E / (1 + Math.Abs(distance)));
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
