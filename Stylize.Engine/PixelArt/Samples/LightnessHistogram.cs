namespace Stylize.Engine.PixelArt.Samples;

/// <summary>The distribution of the lightness of one or more images.</summary>
internal sealed class LightnessHistogram
{
    private const int Bins = 512;
    private readonly double[] _weights = new double[Bins];
    private double _all;

    /// <summary>True if no image had an opaque pixel.</summary>
    public bool IsEmpty => _all == 0;

    /// <summary>Returns the distribution of the opaque samples of an image.</summary>
    public static unsafe LightnessHistogram FromSamples(CellSamples samples)
    {
        var histogram = new LightnessHistogram();
        for (var i = 0; i < samples.Length; i++)
        {
            if (!float.IsNaN(samples.L[i]))
            {
                histogram.Add(samples.L[i], 1);
            }
        }

        return histogram;
    }

    public void Add(float lightness, double weight)
    {
        _weights[Math.Clamp((int)(lightness * (Bins / 100f)), 0, Bins - 1)] += weight;
        _all += weight;
    }

    /// <summary>Returns the lightness that a share of the pixels does not exceed.</summary>
    public float Percentile(double share)
    {
        var seen = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            seen += _weights[bin];
            if (seen >= share * _all) return (bin + 0.5f) * 100 / Bins;
        }

        return 100;
    }
}
