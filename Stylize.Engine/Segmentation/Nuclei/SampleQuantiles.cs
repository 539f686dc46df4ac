namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Quantiles, mode and threshold of values.</summary>
internal sealed class SampleQuantiles
{
    /// <summary>Number of bins of the histogram whose largest one is the mode.</summary>
    public const int Bins = 64;

    private readonly float[] _values;

    public SampleQuantiles(float[] values) => Array.Sort(_values = values);

    public double At(double share) => _values[(int)(share * (_values.Length - 1))];

    public double Share(double low, double high) =>
        _values.Count(value => value > low && value < high) / (double)_values.Length;

    /// <summary>Returns the threshold with the maximum variance between the two classes (Otsu 1979).</summary>
    public double Otsu()
    {
        var (sum, total, best, threshold) = (0.0, _values.Sum(value => (double)value), -1.0, 0.0);
        for (var i = 1; i < _values.Length; i++)
        {
            sum += _values[i - 1];
            var difference = (sum / i) - ((total - sum) / (_values.Length - i));
            var variance = difference * difference * i * (_values.Length - i);
            (best, threshold) = variance > best ? (variance, (_values[i - 1] + _values[i]) / 2.0) : (best, threshold);
        }

        return threshold;
    }

    /// <summary>Returns the most frequent value of a smoothed histogram.</summary>
    public double Mode(double low, double high)
    {
        var counts = new int[Bins + 4];
        foreach (var value in _values.Where(value => value >= low && value <= high))
        {
            counts[2 + Math.Min((int)((value - low) * Bins / Math.Max(high - low, 1e-9)), Bins - 1)]++;
        }

        (counts[0], counts[1], counts[^2], counts[^1]) = (counts[2], counts[2], counts[^3], counts[^3]);
        var best = Enumerable.Range(2, Bins).MaxBy(
            i => counts[i - 2] + (2 * counts[i - 1]) + (3 * counts[i]) + (2 * counts[i + 1]) + counts[i + 2]);
        return low + ((best - 1.5) * (high - low) / Bins);
    }
}
