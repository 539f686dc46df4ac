using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Weights for profiles that store none: larger for earlier layers, and spread evenly along the file's order within a layer.
/// </summary>
internal static class LayerWeights
{
    /// <summary>Sets each weight to K - k - v(r): layer k of K, place r in the layer, v the van der Corput sequence.</summary>
    /// <param name="counts">Gaussians of the layers, in store order.</param>
    public static void Assign(GaussianStore store, IReadOnlyList<int> counts)
    {
        var weights = store.Weight;
        var i = 0;
        for (var layer = 0; layer < counts.Count; layer++)
        {
            for (var rank = 0; rank < counts[layer]; rank++)
            {
                weights[i++] = counts.Count - layer - ProgressiveOrder.VanDerCorput((uint)rank);
            }
        }
    }
}
