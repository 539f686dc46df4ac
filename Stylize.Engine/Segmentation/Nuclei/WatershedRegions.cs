namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Watershed regions of maxima, and thresholds of regions.</summary>
internal static class WatershedRegions
{
    private const int Rounds = 4;

    /// <summary>Numbers regions from 1 in the order of their first pixel, and returns the highest number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static int Number(Span<int> regions)
    {
        var count = 0;
        for (var i = 0; i < regions.Length; i++)
        {
            // Regions are -2, -3 and so on while indices remain, because a pixel can refer to a maximum that comes
            // later.
            var maximum = regions[i];
            if (maximum < 0) continue;

            if (regions[maximum] >= 0)
            {
                regions[maximum] = -1 - ++count;
            }

            regions[i] = regions[maximum];
        }

        // -1 - region
        TensorPrimitives.OnesComplement<int>(regions, regions);
        return count;
    }

    /// <summary>
    /// Keeps the labels of pixels above the threshold of their region, iterated to halfway between background and
    /// foreground.
    /// </summary>
    /// <param name="minSignal">Minimum mean of a region above its threshold.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Threshold(ReadOnlySpan<float> signal, Span<int> labels, int count, double minSignal)
    {
        var thresholds = new double[count + 1];
        var means = new double[thresholds.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var (sums, areas) = (new double[thresholds.Length], new int[thresholds.Length]);
            for (var i = 0; i < labels.Length; i++)
            {
                var label = labels[i];
                if (label != 0 && signal[i] > thresholds[label])
                {
                    areas[label]++;
                    sums[label] += signal[i];
                }
            }

            for (var label = 1; label < means.Length; label++)
            {
                means[label] = areas[label] > 0 ? sums[label] / areas[label] : means[label];
                thresholds[label] = means[label] / 2;
            }
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            labels[i] = label != 0 && means[label] > minSignal && signal[i] > thresholds[label] ? label : 0;
        }
    }
}
