namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Watershed regions of maxima, each with its own threshold.</summary>
internal static class WatershedRegions
{
    /// <summary>Minimum contrast of a nucleus as a fraction of the usual contrast in the image.</summary>
    private const double MinContrast = .1;

    /// <summary>Numbers regions from 1 in the order of their first pixel, and returns half the brightness of their maxima.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static List<double> Number(Span<int> regions, ReadOnlySpan<float> signal)
    {
        var thresholds = new List<double> { 0 };
        for (var i = 0; i < regions.Length; i++)
        {
            // Regions are -2, -3 and so on while indices remain, because a pixel can refer to a maximum that comes later.
            var maximum = regions[i];
            if (maximum < 0) continue;

            if (regions[maximum] >= 0)
            {
                regions[maximum] = -1 - thresholds.Count;
                thresholds.Add(signal[maximum] / 2);
            }

            regions[i] = regions[maximum];
        }

        // -1 - region
        TensorPrimitives.OnesComplement<int>(regions, regions);
        return thresholds;
    }

    /// <summary>
    /// Keeps the labels of pixels above the threshold of their region, iterated to halfway between background and foreground.
    /// </summary>
    /// <param name="size">Pixels or voxels of a square or cube with the diameter of a nucleus as its side.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Threshold(
        ReadOnlySpan<float> signal, Span<int> labels, List<double> thresholds, double size, double minSignal, double usualContrast)
    {
        var means = new double[thresholds.Count];
        var areas = new int[thresholds.Count];
        for (var round = 0; round < 5; round++)
        {
            Array.Clear(areas);
            var sums = new double[thresholds.Count];
            for (var i = 0; i < labels.Length; i++)
            {
                var label = labels[i];
                if (label != 0 && signal[i] > thresholds[label])
                {
                    areas[label]++;
                    sums[label] += signal[i];
                }
            }

            for (var label = 1; label < means.Length && round < 4; label++)
            {
                means[label] = areas[label] > 0 ? sums[label] / areas[label] : means[label];
                thresholds[label] = means[label] / 2;
            }
        }

        // A region weighs at most as much as a nucleus, and brighter regions weigh slightly more.
        var usual = WeightedMedian.Find(
            Enumerable.Range(1, means.Length - 1)
                .Where(t => means[t] > minSignal && areas[t] > .1 * size)
                .Select(t => (means[t], Math.Min(areas[t], size) * Math.Pow(means[t], .3))));
        var minimum = Math.Max(minSignal, MinContrast * Math.Max(usual, usualContrast));
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            labels[i] = label != 0 && means[label] > minimum && signal[i] > thresholds[label] ? label : 0;
        }
    }
}
