using System.Numerics.Tensors;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>What histograms of a plane tell.</summary>
internal static class PlaneHistogram
{
    private const int Bins = 1024;

    /// <summary>Otsu's threshold of a histogram of 1024 bins.</summary>
    public static double Otsu(ReadOnlySpan<float> values)
    {
        var (lowest, highest) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!(highest > lowest))
        {
            return highest;
        }

        var counts = new long[Bins];
        var scale = (Bins - 1) / (highest - lowest);
        foreach (var value in values)
        {
            counts[(int)((value - lowest) * scale)]++;
        }

        double total = values.Length, sum = 0, below = 0, belowSum = 0, best = -1;
        for (var bin = 0; bin < Bins; bin++)
        {
            sum += bin * (double)counts[bin];
        }

        var answer = 0;
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            below += counts[bin];
            belowSum += bin * (double)counts[bin];
            if (below == 0 || below == total)
            {
                continue;
            }

            var difference = (belowSum / below) - ((sum - belowSum) / (total - below));
            var variance = below * (total - below) * difference * difference;
            if (variance > best)
            {
                (best, answer) = (variance, bin);
            }
        }

        return lowest + ((answer + 1) / scale);
    }

    /// <summary>The value that a share of the values does not exceed, to a 65,536th of their range.</summary>
    public static float Quantile(ReadOnlySpan<float> values, double share)
    {
        var (lowest, highest) = (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        if (!(highest > lowest))
        {
            return highest;
        }

        var counts = new int[65536];
        var scale = 65535 / (highest - lowest);
        foreach (var value in values)
        {
            counts[(int)((value - lowest) * scale)]++;
        }

        var left = (long)(share * values.Length);
        var bin = 0;
        while (left >= counts[bin])
        {
            left -= counts[bin++];
        }

        return lowest + ((bin + 1) / scale);
    }
}
