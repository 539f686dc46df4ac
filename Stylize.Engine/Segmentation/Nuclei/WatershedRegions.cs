namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>The watershed regions of maxima, each with its own threshold.</summary>
internal static class WatershedRegions
{
    /// <summary>A nucleus is brighter than the background by this share of what is usual in the image.</summary>
    private const double LeastContrast = .1;

    /// <summary>Numbers regions from 1 in the order of their first pixel. Returns half the brightness of their maxima.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static List<double> Number(Span<int> regions, ReadOnlySpan<float> light)
    {
        var thresholds = new List<double> { 0 };
        for (var i = 0; i < regions.Length; i++)
        {
            // Numbers are -2, -3 and so on as long as there are indices; a maximum may be reached before its own turn.
            var maximum = regions[i];
            if (maximum < 0) continue;

            if (regions[maximum] >= 0)
            {
                regions[maximum] = -1 - thresholds.Count;
                thresholds.Add(light[maximum] / 2);
            }

            regions[i] = regions[maximum];
        }

        foreach (ref var region in regions)
        {
            region = -1 - region;
        }

        return thresholds;
    }

    /// <summary>Keeps the labels of pixels above their region's threshold, found by iteration halfway to the background.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Threshold(
        ReadOnlySpan<float> light, Span<int> labels, List<double> thresholds, double diameter, double leastSignal, double usualContrast)
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
                if (label != 0 && light[i] > thresholds[label])
                {
                    areas[label]++;
                    sums[label] += light[i];
                }
            }

            for (var label = 1; label < means.Length && round < 4; label++)
            {
                means[label] = areas[label] > 0 ? sums[label] / areas[label] : means[label];
                thresholds[label] = means[label] / 2;
            }
        }

        // A region counts by no more than a nucleus does, and the brighter a little more.
        var usual = WeightedMedian.Of(
            Enumerable.Range(1, means.Length - 1)
                .Where(t => means[t] > leastSignal && areas[t] > .1 * diameter * diameter)
                .Select(t => (means[t], Math.Min(areas[t], diameter * diameter) * Math.Pow(means[t], .3))));
        var least = Math.Max(leastSignal, LeastContrast * Math.Max(usual, usualContrast));
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            labels[i] = label != 0 && means[label] > least && light[i] > thresholds[label] ? label : 0;
        }
    }
}
