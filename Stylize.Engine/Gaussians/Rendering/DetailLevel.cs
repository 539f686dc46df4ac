namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Selects the Gaussians of a level of detail: a share of all, by descending weight.</summary>
internal static class DetailLevel
{
    /// <summary>Returns the number of Gaussians of a level, rounded up.</summary>
    public static int Count(int all, double level) => level >= 1 ? all : Math.Min(all, (int)Math.Ceiling(all * level));

    /// <summary>Returns the indices of the selected Gaussians, in store order. Equal weights are selected in store order.</summary>
    /// <param name="level">Share, above 0 to 1. At least one Gaussian is selected from a store that is not empty.</param>
    public static int[] Select(GaussianStore store, double level)
    {
        var count = Count(store.Count, level);
        if (count == store.Count) return [.. Enumerable.Range(0, count)];

        var sorted = store.Weight.ToArray();
        Array.Sort(sorted);
        var min = sorted[store.Count - count];
        var ties = count;
        foreach (var weight in sorted)
        {
            ties -= weight > min ? 1 : 0;
        }

        var chosen = new int[count];
        var n = 0;
        var weights = store.Weight;
        for (var i = 0; i < weights.Length && n < count; i++)
        {
            if (weights[i] > min || (weights[i] == min && ties-- > 0))
            {
                chosen[n++] = i;
            }
        }

        return chosen;
    }
}
