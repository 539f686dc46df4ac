namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// The target values of a Gaussian while its values are rounded one by one. If the curvature of the error is known, the remaining targets
/// compensate for the rounding errors so far.
/// </summary>
/// <remarks>Nearest-plane rounding: Babai, "On Lovász' lattice reduction and the nearest lattice point problem", 1986.</remarks>
internal struct QuantizationTarget
{
    /// <summary>Number of values, in the order in which they are rounded.</summary>
    public const int Count = 9;

    /// <summary>
    /// -log2 of the opacity; fourth root of the size in pixels; elongation along axes (U) and diagonals (V); center; YCoCg.
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
    /// The Hessian H, a positive definite <see cref="Count"/> x <see cref="Count"/> matrix by rows; overwritten, and referenced afterwards.
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
