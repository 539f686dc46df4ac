namespace Stylize.Engine.Tests.Gaussians;

/// <summary>Selects Gaussians by weight.</summary>
internal static class Heaviest
{
    /// <summary>Returns the indices of a share of the Gaussians, those of the largest weights, in store
    /// order.</summary>
    public static int[] Share(GaussianStore store, double share)
    {
        var weights = store.Weight.ToArray();
        var count = (int)Math.Ceiling(share * store.Count);
        return [.. Enumerable.Range(0, store.Count).OrderByDescending(i => weights[i]).Take(count).Order()];
    }
}
