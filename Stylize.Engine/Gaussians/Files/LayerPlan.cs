namespace Stylize.Engine.Gaussians.Files;

/// <summary>Sizes of a file's layers.</summary>
internal static class LayerPlan
{
    private const int MinLayer = 64;
    private const int MaxLayers = 6;

    /// <summary>Half of the Gaussians in the last layer, half of the rest in the one before, and so on.</summary>
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

        if (rest > 0)
        {
            sizes.Insert(0, rest);
        }

        return sizes;
    }
}
