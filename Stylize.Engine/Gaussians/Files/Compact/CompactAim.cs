namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>The values of a Gaussian while they are rounded one by one, the open ones compensating if the curvature is known.</summary>
/// <remarks>Rounding by nearest planes: Babai, "On Lovász' lattice reduction and the nearest lattice point problem", 1986.</remarks>
internal struct CompactAim
{
    /// <summary>Number of values, in the order in which they are rounded.</summary>
    public const int Count = 9;

    /// <summary>-log2 opacity; fourth root of the size in pixels; elongation along axes (U) and diagonals (V); center; YCoCg.</summary>
    public const int Opacity = 0, Size = 1, U = 2, V = 3, X = 4, Y = 5, Light = 6, Orange = 7, Green = 8;

    private Values _starts, _offsets, _reaches, _deviations;

    /// <summary>How the rounding of a value moves those after it, row by row; null without compensation.</summary>
    private double[]? _influence;

    /// <summary>What a value should become, given what those before it have become.</summary>
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

            return _starts[value] + Math.Clamp(offset, -_reaches[value], _reaches[value]);
        }
    }

    public void Start(int value, double start) => _starts[value] = start;

    /// <summary>Records what a value was rounded to.</summary>
    public void Choose(int value, double chosen) => _deviations[value] = chosen - _starts[value];

    /// <summary>How far a value was moved.</summary>
    public readonly double Deviation(int value) => _deviations[value];

    /// <summary>Aims at the least error g d + d H d / 2, d being how far the values are moved.</summary>
    /// <param name="slope">g, <see cref="Count"/> values; overwritten.</param>
    /// <param name="curvature">H, <see cref="Count"/> rows of as many values, positive definite; overwritten and kept.</param>
    /// <param name="reaches">How far each value may be moved before it is rounded, above 0.</param>
    public void Compensate(Span<double> slope, double[] curvature, ReadOnlySpan<double> reaches)
    {
        _influence = curvature;
        for (var k = Count - 1; k >= 0; k--)
        {
            var row = curvature.AsSpan(k * Count, Count);
            _reaches[k] = reaches[k];
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
