using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>The values of a Gaussian while they are rounded one by one, the open ones compensating if the curvature is known.</summary>
/// <remarks>Rounding by nearest planes: Babai, "On Lovász' lattice reduction and the nearest lattice point problem", 1986.</remarks>
internal struct CompactAim : ICompactAim
{
    /// <summary>Number of values, in the order in which they are rounded.</summary>
    public const int Count = 9;

    /// <summary>Negated binary logarithm of the opacity.</summary>
    public const int Opacity = 0;

    /// <summary>Fourth root of the geometric mean of the standard deviations in pixels.</summary>
    public const int Size = 1;

    /// <summary>Elongation along x or y.</summary>
    public const int U = 2;

    /// <summary>Elongation along the diagonals.</summary>
    public const int V = 3;
    public const int X = 4;
    public const int Y = 5;

    /// <summary>Luma Y of YCoCg.</summary>
    public const int Light = 6;

    /// <summary>Chroma Co.</summary>
    public const int Orange = 7;

    /// <summary>Chroma Cg.</summary>
    public const int Green = 8;

    private Values _starts;
    private Values _offsets;
    private Values _reaches;
    private Values _deviations;
    private Rows _influence;

    public readonly double this[int value]
    {
        get
        {
            if (_reaches[value] == 0)
            {
                return _starts[value];
            }

            var offset = _offsets[value];
            for (var before = 0; before < value; before++)
            {
                offset -= _influence[value][before] * _deviations[before];
            }

            return _starts[value] + Math.Clamp(offset, -_reaches[value], _reaches[value]);
        }
    }

    public void Start(int value, double start) => _starts[value] = start;

    public void Choose(int value, double chosen) => _deviations[value] = chosen - _starts[value];

    /// <summary>How far a value was moved.</summary>
    public readonly double Deviation(int value) => _deviations[value];

    /// <summary>Aims at the least error g d + d H d / 2, d being how far the values are moved.</summary>
    /// <param name="slope">g, <see cref="Count"/> values; overwritten.</param>
    /// <param name="curvature">H, <see cref="Count"/> rows of as many values, positive definite; overwritten.</param>
    /// <param name="reaches">How far each value may be moved before it is rounded, above 0.</param>
    public void Compensate(Span<double> slope, Span<double> curvature, ReadOnlySpan<double> reaches)
    {
        for (var k = Count - 1; k >= 0; k--)
        {
            var row = curvature.Slice(k * Count, Count);
            _reaches[k] = reaches[k];
            _offsets[k] = -slope[k] / row[k];
            for (var i = 0; i < k; i++)
            {
                var share = row[i] / row[k];
                _influence[k][i] = share;
                slope[i] -= share * slope[k];
                for (var j = 0; j < k; j++)
                {
                    curvature[(i * Count) + j] -= share * row[j];
                }
            }
        }
    }

    [InlineArray(Count)]
    private struct Values
    {
        private double _first;
    }

    [InlineArray(Count)]
    private struct Rows
    {
        private Values _first;
    }
}

/// <summary>The values of a Gaussian, by the numbers of <see cref="CompactAim"/>, while they are rounded one after the other.</summary>
internal interface ICompactAim
{
    /// <summary>What a value should become, by what those before it have become.</summary>
    double this[int value] { get; }

    void Start(int value, double start);

    /// <summary>Says what a value became.</summary>
    void Choose(int value, double chosen);
}

/// <summary>Values that are rounded each by itself.</summary>
internal struct PlainAim : ICompactAim
{
    private Values _values;

    public readonly double this[int value] => _values[value];

    public void Start(int value, double start) => _values[value] = start;

    public readonly void Choose(int value, double chosen)
    {
    }

    [InlineArray(CompactAim.Count)]
    private struct Values
    {
        private double _first;
    }
}
