namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>Creates a model of an image without fitting: density by detail, shapes along edges, sampled colors. Deterministic.</summary>
public static class GaussianInitializer
{
    /// <summary>Largest ratio of the standard deviations.</summary>
    public const float MaxElongation = StructureTensor.MaxElongation;

    /// <summary>Standard deviation relative to the local distance of neighboring Gaussians.</summary>
    public const float SigmaPerSpacing = 0.5f;

    /// <summary>Density added to the gradient magnitude, so that flat regions receive Gaussians too.</summary>
    public const float DensityFloor = 0.01f;

    private const float TensorSigma = 1.5f;
    private const float DensitySigma = 2;

    /// <summary>Creates a model of <paramref name="count"/> Gaussians, with weights by <see cref="ProgressiveOrder"/>.</summary>
    /// <param name="image">sRGB-encoded samples in [0,1]: 1 or 3 color planes, and optionally straight alpha.</param>
    /// <param name="count">Number of Gaussians, 1 or more. The model of a fully transparent image is empty.</param>
    /// <returns>A normalized model. The caller owns it.</returns>
    /// <exception cref="StylizeException">OptionInvalid: the count is below 1.</exception>
    public static GaussianModel Create(
        SampleImage<float> image, int count, GaussianBlendSpace blendSpace = GaussianBlendSpace.Srgb, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default)
    {
        if (count < 1) throw StylizeException.Option(nameof(count), count, "1 or more");
        var rows = new PremultipliedRows(image);
        using var tensor = StructureTensor.Compute(rows, TensorSigma, maxThreads, cancellation);
        using var density = Density(rows, tensor, maxThreads, cancellation);
        var total = DensityPoints.Sum(density);
        var store = total > 0
            ? Place(image, tensor, density, DensityPoints.Place(density, count, cancellation), (float)(count / total), blendSpace)
            : new GaussianStore(0);
        return new GaussianModel(store, image.Width, image.Height)
        {
            BlendSpace = blendSpace,
            HasAlpha = image.HasAlpha,
            Background = image.HasAlpha ? GaussianColor<float>.Transparent : MeanColor(store),
        };
    }

    /// <summary>
    /// Computes the relative density: blurred gradient magnitude plus <see cref="DensityFloor"/>, 0 in transparent parts.
    /// </summary>
    internal static Raster<float> Density(
        ISampleRows image, StructureTensor tensor, ThreadGrant maxThreads = default, CancellationToken cancellation = default)
    {
        var density = new Raster<float>(image.Width, image.Height);
        RowBands.ForEach(image.Height, maxThreads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var row = density.Row(y);
                var xx = tensor.Xx.Row(y);
                var yy = tensor.Yy.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = MathF.Sqrt(xx[x] + yy[x]) + DensityFloor;
                }
            }
        });
        GaussianBlur.Apply(density, DensitySigma, maxThreads, cancellation);
        if (image.HasAlpha)
        {
            using var scratch = new PooledBuffer<float>(image.Width);
            for (var y = 0; y < image.Height; y++)
            {
                var row = density.Row(y);
                var alpha = image.Row(image.Channels - 1, y, scratch.Span);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = alpha[x] > 0 ? row[x] : 0;
                }
            }
        }

        return density;
    }

    private static GaussianStore Place(
        SampleImage<float> image, StructureTensor tensor, Raster<float> density, (float X, float Y)[] points, float perDensity,
        GaussianBlendSpace blendSpace)
    {
        var store = new GaussianStore(points.Length);
        var (width, height) = (image.Width, image.Height);
        for (var i = 0; i < points.Length; i++)
        {
            var (px, py) = points[i];
            var (x, y) = (Math.Clamp((int)px, 0, width - 1), Math.Clamp((int)py, 0, height - 1));
            var spacing = 1 / MathF.Sqrt(Math.Max(density.Row(y)[x] * perDensity, 1e-12f));
            var sigma = SigmaPerSpacing * Math.Min(spacing, Math.Max(width, height));
            (store.L11[i], store.L21[i], store.L22[i]) = tensor.Ellipse(x, y, sigma, interpolatesRoot: false);
            SetColor(store, i, image, x, y, blendSpace);
            store.X[i] = px / width;
            store.Y[i] = py / height;
        }

        ProgressiveOrder.AssignWeights(store);
        return store;
    }

    private static void SetColor(GaussianStore store, int i, SampleImage<float> image, int x, int y, GaussianBlendSpace blendSpace)
    {
        var isColor = image.ColorPlanes >= 3;
        store.R[i] = Blend(image.Planes[0].Row(y)[x], blendSpace);
        store.G[i] = isColor ? Blend(image.Planes[1].Row(y)[x], blendSpace) : store.R[i];
        store.B[i] = isColor ? Blend(image.Planes[2].Row(y)[x], blendSpace) : store.R[i];
        store.A[i] = image.HasAlpha ? image.Planes[^1].Row(y)[x] : 1;
    }

    private static float Blend(float encoded, GaussianBlendSpace space) =>
        space == GaussianBlendSpace.Linear ? Srgb.ToLinear(encoded) : encoded;

    private static GaussianColor<float> MeanColor(GaussianStore store)
    {
        var (r, g, b, sum) = (0d, 0d, 0d, 0d);
        for (var i = 0; i < store.Count; i++)
        {
            var w = store.L11[i] * store.L22[i];
            r += w * store.R[i];
            g += w * store.G[i];
            b += w * store.B[i];
            sum += w;
        }

        return sum > 0 ? new((float)(r / sum), (float)(g / sum), (float)(b / sum), 1) : new(0, 0, 0, 1);
    }
}
