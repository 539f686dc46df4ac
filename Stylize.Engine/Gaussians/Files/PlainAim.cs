using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files;

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
