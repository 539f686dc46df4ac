namespace Stylize.Engine.Gaussians.Files.Profiles;

internal static class LayerPlan
{
    private const int MinLayer = 64;
    private const int MaxLayers = 6;

    /// <summary>Cumulative shares of the layers of <see cref="Growing"/>, except for the last.</summary>
    private static readonly double[] Shares = [1.0 / 6, .3, .55];

    /// <summary>Puts half of the Gaussians into the last layer, half of the rest into the layer before it, and so on.</summary>
    public static IReadOnlyList<int> Halving(int count)
    {
        var sizes = new List<int>();
        var rest = count;
        while (rest >= 2 * MinLayer && sizes.Count < MaxLayers - 1)
        {
            var last = rest / 2;
            sizes.Insert(0, last);
            rest -= last;
        }

        return rest > 0 ? [rest, .. sizes] : sizes;
    }

    /// <summary>
    /// Plans layers whose prefixes are good pictures: cumulative counts grow by 80% each, starting at 1/6 of the Gaussians. All layers
    /// except for the last end at a multiple of eight.
    /// </summary>
    public static IReadOnlyList<int> Growing(int count)
    {
        var sizes = new List<int>();
        var start = 0;
        foreach (var share in Shares)
        {
            var end = (int)(count * share) & ~7;
            if (end - start >= MinLayer)
            {
                sizes.Add(end - start);
                start = end;
            }
        }

        return count > start ? [.. sizes, count - start] : sizes;
    }
}

/// <summary>Weights for profiles that do not store them: larger for earlier layers; within a layer by mass or evenly spread.</summary>
internal static class LayerWeights
{
    /// <summary>
    /// Sets weights to K - k - r/n (rank r by mass of n Gaussians, layer k of K), or to K - k - v(r) with the van der Corput sequence v and
    /// the index r in the layer.
    /// </summary>
    public static void Assign(GaussianStore store, IReadOnlyList<int> counts, bool byMass)
    {
        var weights = store.Weight;
        var i = 0;
        for (var layer = 0; layer < counts.Count; layer++)
        {
            if (byMass)
            {
                ProgressiveOrder.AssignByMass(store, i, counts[layer], counts.Count - layer);
                i += counts[layer];
                continue;
            }

            for (var rank = 0; rank < counts[layer]; rank++)
            {
                weights[i++] = counts.Count - layer - ProgressiveOrder.VanDerCorput((uint)rank);
            }
        }
    }
}
