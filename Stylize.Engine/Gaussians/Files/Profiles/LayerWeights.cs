using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>
/// Weights for profiles that store none: larger for earlier layers; within a layer by mass in normalised models, else spread evenly along
/// the file's order.
/// </summary>
internal static class LayerWeights
{
    /// <summary>
    /// Sets each weight to K - k - r/n, r being the rank by mass of the n Gaussians of layer k of K; or to K - k - v(r), r being the place
    /// in the layer and v the van der Corput sequence.
    /// </summary>
    /// <param name="counts">Gaussians of the layers, in store order.</param>
    /// <param name="byMass">True for normalised models.</param>
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
