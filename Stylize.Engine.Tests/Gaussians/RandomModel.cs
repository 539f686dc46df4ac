namespace Stylize.Engine.Tests.Gaussians;

/// <summary>Creates models of random Gaussians: some smaller than a pixel, some elongated, some beyond the
/// border.</summary>
internal static class RandomModel
{
    public static GaussianModel Create(
        int seed,
        int count,
        int width,
        int height,
        GaussianCompositing compositing = GaussianCompositing.Normalized,
        bool hasAlpha = false,
        GaussianBlendSpace blendSpace = GaussianBlendSpace.Srgb)
    {
        var random = new Random(seed);
        var store = new GaussianStore(count);
        for (var i = 0; i < count; i++)
        {
            var sigma = MathF.Exp((random.NextSingle() * 4) - 1.2f);
            var ratio = MathF.Exp(random.NextSingle() * 1.5f);
            store.X[i] = random.NextSingle();
            store.Y[i] = random.NextSingle();
            store.L11[i] = sigma * ratio;
            store.L21[i] = sigma * ((random.NextSingle() * 4) - 2);
            store.L22[i] = sigma / ratio;
            store.R[i] = random.NextSingle();
            store.G[i] = random.NextSingle();
            store.B[i] = random.NextSingle();
            store.A[i] = hasAlpha ? random.NextSingle() : 1;
            store.Opacity[i] = 0.2f + (0.8f * random.NextSingle());
            store.Weight[i] = random.NextSingle();
        }

        return new GaussianModel(store, width, height)
        {
            Compositing = compositing,
            HasAlpha = hasAlpha,
            BlendSpace = blendSpace,
            Background = new(0.2f, 0.4f, 0.6f, hasAlpha ? 0.25f : 1),
        };
    }
}
