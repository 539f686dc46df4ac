using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Weights for profiles that keep none: earlier layers first, and within a layer spread evenly along the file's order.</summary>
internal static class LayerWeights
{
    /// <summary>Weight = layers from this one on, less the van der Corput number of the Gaussian's place in its layer.</summary>
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
