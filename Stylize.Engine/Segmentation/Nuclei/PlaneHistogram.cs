using System.Numerics.Tensors;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>What histograms of a plane tell.</summary>
internal static class PlaneHistogram
{
    private const int Bins = 1024;

    /// <summary>Otsu's threshold of a histogram of 1024 bins.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="read">Fills a row.</param>
    public static double Otsu(int width, int height, Action<int, Span<float>> read)
    {
        var row = new float[width];
        var (lowest, highest) = Range(row, height, read);
        if (!(highest > lowest))
        {
            return highest;
        }

        var counts = new long[Bins];
        var scale = (Bins - 1) / (highest - lowest);
        for (var y = 0; y < height; y++)
        {
            read(y, row);
            foreach (var value in row)
            {
                counts[(int)((value - lowest) * scale)]++;
            }
        }

        double total = (long)width * height, sum = 0, below = 0, belowSum = 0, best = -1;
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
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="read">Fills a row.</param>
    /// <param name="share">From 0 to less than 1.</param>
    public static float Quantile(int width, int height, Action<int, Span<float>> read, double share)
    {
        var row = new float[width];
        var (lowest, highest) = Range(row, height, read);
        if (!(highest > lowest))
        {
            return highest;
        }

        var counts = new int[65536];
        var scale = 65535 / (highest - lowest);
        for (var y = 0; y < height; y++)
        {
            read(y, row);
            foreach (var value in row)
            {
                counts[(int)((value - lowest) * scale)]++;
            }
        }

        var left = (long)(share * ((long)width * height));
        var bin = 0;
        while (left >= counts[bin])
        {
            left -= counts[bin++];
        }

        return lowest + ((bin + 1) / scale);
    }

    private static (float Lowest, float Highest) Range(float[] row, int height, Action<int, Span<float>> read)
    {
        var (lowest, highest) = (float.MaxValue, float.MinValue);
        for (var y = 0; y < height; y++)
        {
            read(y, row);
            (lowest, highest) = (Math.Min(lowest, TensorPrimitives.Min<float>(row)), Math.Max(highest, TensorPrimitives.Max<float>(row)));
        }

        return (lowest, highest);
    }
}
