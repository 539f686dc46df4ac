namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Converts between the parameters of a fit and models.</summary>
/// <remarks>
/// A model's opacity is at most 1, and a fit's weight can be any positive number. Only the ratio of weights to the background's weight
/// matters, so the opacity is weight / largest weight and epsilon is <see cref="FitKernel.Background"/> / largest weight. The picture is
/// exactly the same.
/// </remarks>
internal static unsafe class FitModel
{
    public static GaussianModel Create(
        in FittedGaussians fitted, int width, int height, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var (parameters, background, _) = fitted;
        var count = parameters.Count;
        var store = new GaussianStore(count);
        var full = fitted.FullWeight ?? FitQuantizer.MaxWeight(parameters);
        for (var i = 0; i < count; i++)
        {
            store[i] = new(
                (parameters.X[i] + .5f) / width,
                (parameters.Y[i] + .5f) / height,
                new(parameters.L11[i], parameters.L21[i], parameters.L22[i]),
                parameters.StraightColor(i),
                parameters.Weight[i] / full,
                0);
        }

        int[] layers = [.. fitted.LayerEnds.Zip([0, .. fitted.LayerEnds], (end, start) => end - start)];
        LayerWeights.Assign(store, layers.Length > 0 ? layers : [count], byMass: true);
        var gray = parameters.Channels == 1;
        return new GaussianModel(store, width, height)
        {
            Epsilon = count == 0 ? FitKernel.Background : FitKernel.Background / full,
            LayerSizes = layers,
            HasAlpha = parameters.Channels == 4,
            Background = parameters.Channels == 4
                ? GaussianColor<float>.Transparent
                : new GaussianColor<float>(background[0], background[gray ? 0 : 1], background[gray ? 0 : 2], 1),
            Metadata = metadata ?? new Dictionary<string, string>(),
        };
    }

    /// <summary>Copies a model's Gaussians, up to the capacity, scaled to an image of the given size.</summary>
    public static void Load(GaussianModel model, FitParameters parameters, int width, int height)
    {
        var store = model.Store;
        var (scaleX, scaleY) = ((float)width / model.Width, (float)height / model.Height);
        parameters.Count = Math.Min(store.Count, parameters.Capacity);
        for (var i = 0; i < parameters.Count; i++)
        {
            parameters.X[i] = (store.X[i] * width) - .5f;
            parameters.Y[i] = (store.Y[i] * height) - .5f;
            parameters.L11[i] = MathF.Max(store.L11[i] * scaleX, .05f);
            parameters.L21[i] = store.L21[i] * scaleY;
            parameters.L22[i] = MathF.Max(store.L22[i] * scaleY, .05f);
            parameters.Weight[i] = store.Opacity[i] * FitKernel.Background / model.Epsilon;
            parameters.SetStraightColor(i, new(store.R[i], store.G[i], store.B[i], store.A[i]));
            if (parameters.Channels == 1)
            {
                parameters.Color(0)[i] = (store.R[i] + store.G[i] + store.B[i]) / 3;
            }
        }
    }
}
