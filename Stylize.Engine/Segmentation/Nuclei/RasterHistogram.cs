using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Thresholds and quantiles from the histogram of a raster of brightness, read row by row.</summary>
internal static class RasterHistogram
{
    private const int Bins = 1024;
    private const int Levels = 65536;

    /// <summary>Returns Otsu's threshold of a histogram with 1,024 bins of values from 0 to <paramref name="highest"/>.</summary>
    public static double Otsu(int width, int height, Action<int, Span<float>> read, float highest)
    {
        var lowest = 0f;
        return Count(Bins, width, height, read, out var counts, lowest, highest, out var scale)
            ? lowest + ((GlobalThreshold.Otsu(counts) + 1) / scale)
            : lowest;
    }

    /// <summary>Returns a quantile, with a precision of 1/65,536 of the range.</summary>
    /// <param name="share">Fraction of the values that do not exceed it, from 0 to less than 1.</param>
    public static float Quantile(int width, int height, Action<int, Span<float>> read, double share)
    {
        var row = new float[width];
        var (lowest, highest) = (float.MaxValue, float.MinValue);
        for (var y = 0; y < height; y++)
        {
            read(y, row);
            (lowest, highest) = (Math.Min(lowest, TensorPrimitives.Min<float>(row)), Math.Max(highest, TensorPrimitives.Max<float>(row)));
        }

        if (!Count(Levels, width, height, read, out var counts, lowest, highest, out var scale)) return lowest;

        var left = (long)(share * ((long)width * height));
        var bin = 0;
        while (left >= counts[bin])
        {
            left -= counts[bin++];
        }

        return lowest + ((bin + 1) / scale);
    }

    /// <summary>Counts values in bins of equal width from <paramref name="lowest"/> to <paramref name="highest"/>.</summary>
    /// <returns>False if all values are equal.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool Count(
        int bins, int width, int height, Action<int, Span<float>> read, out long[] counts, float lowest, float highest, out float scale)
    {
        var row = new float[width];
        (counts, scale) = (new long[bins], (bins - 1) / (highest - lowest));
        for (var y = 0; y < height && highest > lowest; y++)
        {
            read(y, row);
            foreach (var value in row)
            {
                counts[(int)((value - lowest) * scale)]++;
            }
        }

        return highest > lowest;
    }
}
