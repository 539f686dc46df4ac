namespace Stylize.Engine.Gaussians.Files;

/// <summary>Weights for profiles that keep none: what is left of the file, and within a layer larger Gaussians first.</summary>
internal static class LayerWeights
{
    /// <summary>Weight = layers from this one on, less 1 / (1 + s), where s is the geometric mean of the standard deviations in pixels times opacity and alpha.</summary>
    /// <param name="counts">Gaussians of the layers, in store order.</param>
    public static void Assign(GaussianStore store, IReadOnlyList<int> counts)
    {
        var i = 0;
        for (var layer = 0; layer < counts.Count; layer++)
        {
            for (var end = i + counts[layer]; i < end; i++)
            {
                var size = MathF.Sqrt(store.L11[i] * store.L22[i]) * store.Opacity[i] * store.A[i];
                store.Weight[i] = counts.Count - layer - (1 / (1 + size));
            }
        }
    }
}
