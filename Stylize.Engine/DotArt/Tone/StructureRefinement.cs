using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Moves coarse overlapping dots to positions that show the structure of the image better: gradient ascent with momentum on
/// <see cref="SimilarityField"/>, weighted by the structure around each dot. Dots in even tones do not move.</summary>
internal static unsafe class StructureRefinement
{
    private const int MaxDots = 10_000;
    private const int Rounds = 28;

    /// <summary>Root mean square of the first step relative to the mean spacing of dots, the last step relative to the first, and the
    /// momentum.</summary>
    private const float FirstStep = 0.1f, LastShare = 0.3f, Momentum = 0.6f;

    /// <summary>Maximum step relative to the root mean square.</summary>
    private const float MaxStep = 3f;

    /// <summary>Variance of the image at which a dot moves half as far as a dot in strong structure.</summary>
    private const float HalfStructure = 0.0005f;

    /// <summary>Ink from which dots move less, down to not at all in solid ink, where a gap would show as a white line.</summary>
    private const float AlmostSolid = 0.75f;

    /// <summary>Returns true if the dots are few enough.</summary>
    public static bool IsApplicable(int dots) => dots <= MaxDots;

    /// <param name="sites">The sites, which remain sorted.</param>
    /// <param name="radii">Radius of the dot of each site; sorted with the sites.</param>
    /// <param name="ink">Ink of each pixel.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(Sites sites, Span<float> radii, Raster<float> ink, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var field = new SimilarityField(ink, maxThreads, cancellation);
        using var coverage = new Raster<float>(ink.Width, ink.Height);
        using var stepX = new PooledBuffer<float>(sites.Count, clear: true);
        using var stepY = new PooledBuffer<float>(sites.Count, clear: true);
        using var slopes = new PooledBuffer<float>(2 * sites.Count);
        using var moved = new PooledBuffer<int>(sites.Count);
        using var copy = new PooledBuffer<float>(sites.Count);
        var spacing = MathF.Sqrt(sites.Width * sites.Height / sites.Count);
        for (var round = 0; round < Rounds; round++)
        {
            DiscCoverage.Draw(sites, radii, coverage, maxThreads, cancellation);
            field.Differentiate(coverage);
            var sum = 0.0;
            for (var i = 0; i < sites.Count; i++)
            {
                var (x, y) = Slope(coverage, sites.X[i], sites.Y[i], radii[i]);
                sum += (x * x) + (y * y);
                var weight = Weight(field.Structure, ink, sites.X[i], sites.Y[i]);
                (slopes.Span[2 * i], slopes.Span[(2 * i) + 1]) = (weight * x, weight * y);
            }

            if (sum <= 0) return;

            var step = FirstStep * spacing * (1f - ((1f - LastShare) * round / Rounds));
            var scale = step / (float)Math.Sqrt(sum / (2.0 * sites.Count));
            for (var i = 0; i < sites.Count; i++)
            {
                var limit = MaxStep * step;
                stepX.Span[i] = Mix(stepX.Span[i], Math.Clamp(scale * slopes.Span[2 * i], -limit, limit));
                stepY.Span[i] = Mix(stepY.Span[i], Math.Clamp(scale * slopes.Span[(2 * i) + 1], -limit, limit));
                sites.MoveTo(i, sites.X[i] + stepX.Span[i], sites.Y[i] + stepY.Span[i]);
            }

            sites.Sort(moved.Pointer);
            Sites.Permute(radii, moved.Span, copy.Span);
            Sites.Permute(stepX.Span, moved.Span, copy.Span);
            Sites.Permute(stepY.Span, moved.Span, copy.Span);
        }
    }

    private static float Mix(float before, float now) => (Momentum * before) + ((1f - Momentum) * now);

    /// <summary>Returns the change of similarity as a disc moves: the difference of the field across it, times its area.</summary>
    private static (float X, float Y) Slope(Raster<float> field, float x, float y, float radius)
    {
        const float Apart = 0.7f;
        var h = MathF.Max(1f, Apart * radius);
        var weight = radius * radius / (2f * h);
        return (
            weight * (Bilinear.At(field, x + h, y) - Bilinear.At(field, x - h, y)),
            weight * (Bilinear.At(field, x, y + h) - Bilinear.At(field, x, y - h)));
    }

    /// <summary>Returns how freely a dot moves: 0 in even tones and in solid ink, up to 1 in strong structure.</summary>
    private static float Weight(Raster<float> structure, Raster<float> ink, float x, float y)
    {
        var variance = Bilinear.At(structure, x, y);
        return variance / (variance + HalfStructure) * Math.Clamp((1f - Bilinear.At(ink, x, y)) / (1f - AlmostSolid), 0f, 1f);
    }
}

/// <summary>Computes the derivative of the structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004) of dots and image, both blurred
/// as seen from a distance, with respect to the coverage of each pixel, by the adjoints of the blurs.</summary>
internal sealed class SimilarityField : IDisposable
{
    /// <summary>Standard deviation of the blur with which a drawing is seen, relative to the square root of its area: 2 pixels of an image
    /// of 768x512 pixels. The second value is its minimum in pixels of the plane.</summary>
    private const float SeenShare = 0.0032f, MinSeenSigma = 0.8f;

    /// <summary>Standard deviation of the windows of the similarity, relative to that of the blur.</summary>
    private const float WindowShare = 0.75f;

    /// <summary>Extent of the kernels in standard deviations.</summary>
    private const float Reach = 3.5f;

    // 0.01^2 and 0.03^2, for values in [0,1].
    private const float C1 = 1e-4f, C2 = 9e-4f;
    private readonly ThreadGrant _maxThreads;
    private readonly CancellationToken _cancellation;
    private readonly float[] _seen, _window;
    private readonly Raster<float> _image, _imageMean, _imageVariance;
    private readonly Raster<float>[] _planes;

    /// <param name="ink">Ink of each pixel: the target of the coverage.</param>
    public SimilarityField(Raster<float> ink, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        (_maxThreads, _cancellation) = (maxThreads, cancellation);
        var sigma = MathF.Max(MinSeenSigma, SeenShare * MathF.Sqrt(ink.PixelCount));
        (_seen, _window) = (Kernel(sigma), Kernel(WindowShare * sigma));
        _image = new Raster<float>(ink.Width, ink.Height);
        _imageMean = new Raster<float>(ink.Width, ink.Height);
        _imageVariance = new Raster<float>(ink.Width, ink.Height);
        _planes = [.. Enumerable.Range(0, 4).Select(_ => new Raster<float>(ink.Width, ink.Height))];
        ForRows((y, image, _, _, _) =>
        {
            var from = ink.Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                image[x] = 1f - from[x];
            }
        });
        Blur(_image, _image, _seen);
        Blur(_image, _imageMean, _window);
        ForRows((y, image, square, _, _) =>
        {
            for (var x = 0; x < image.Length; x++)
            {
                square[x] = image[x] * image[x];
            }
        });
        Blur(_planes[0], _imageVariance, _window);
        ForRows((y, _, _, _, _) =>
        {
            var mean = _imageMean.Row(y);
            var variance = _imageVariance.Row(y);
            for (var x = 0; x < mean.Length; x++)
            {
                variance[x] = MathF.Max(0f, variance[x] - (mean[x] * mean[x]));
            }
        });
    }

    /// <summary>Variance of the blurred image around each pixel, a measure of structure.</summary>
    public Raster<float> Structure => _imageVariance;

    /// <summary>Replaces the coverage of each pixel with the derivative of the sum of all similarities with respect to it.</summary>
    public void Differentiate(Raster<float> coverage)
    {
        var (seen, mean, square, product) = (_planes[0], _planes[1], _planes[2], _planes[3]);
        Blur(coverage, seen, _seen);
        ForRows((y, image, s, _, p) => Products(image, s, square.Row(y), p));
        Blur(seen, mean, _window);
        Blur(square, square, _window);
        Blur(product, product, _window);
        ForRows((y, _, _, m, p) => Slopes(_imageMean.Row(y), _imageVariance.Row(y), m, square.Row(y), p));
        Blur(mean, mean, _window);
        Blur(square, square, _window);
        Blur(product, product, _window);
        ForRows((y, image, s, m, p) => Gather(image, s, m, square.Row(y), p, coverage.Row(y)));
        Blur(coverage, coverage, _seen);
    }

    public void Dispose()
    {
        _image.Dispose();
        _imageMean.Dispose();
        _imageVariance.Dispose();
        foreach (var plane in _planes)
        {
            plane.Dispose();
        }
    }

    /// <summary>Converts coverage to brightness, and computes its square and its product with the image.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Products(ReadOnlySpan<float> image, Span<float> seen, Span<float> square, Span<float> product)
    {
        for (var x = 0; x < seen.Length; x++)
        {
            var v = 1f - seen[x];
            seen[x] = v;
            square[x] = v * v;
            product[x] = v * image[x];
        }
    }

    /// <summary>Computes the derivatives of the similarity of each window by mean, variance and covariance, for the adjoint of the
    /// window.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Slopes(
        ReadOnlySpan<float> imageMean, ReadOnlySpan<float> imageVariance, Span<float> mean, Span<float> square, Span<float> product)
    {
        for (var x = 0; x < mean.Length; x++)
        {
            float a = mean[x], b = imageMean[x];
            var variance = square[x] - (a * a);
            var covariance = product[x] - (a * b);
            float n1 = (2f * a * b) + C1, d1 = (a * a) + (b * b) + C1, n2 = (2f * covariance) + C2, d2 = variance + imageVariance[x] + C2;
            float light = n1 / d1, structure = n2 / d2;
            var byMean = structure * ((2f * b / d1) - (n1 * 2f * a / (d1 * d1)));
            var byVariance = -light * n2 / (d2 * d2);
            var byCovariance = light * 2f / d2;
            mean[x] = byMean - (2f * a * byVariance) - (b * byCovariance);
            square[x] = byVariance;
            product[x] = byCovariance;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Gather(
        ReadOnlySpan<float> image, ReadOnlySpan<float> seen, ReadOnlySpan<float> byMean, ReadOnlySpan<float> byVariance,
        ReadOnlySpan<float> byCovariance, Span<float> field)
    {
        for (var x = 0; x < field.Length; x++)
        {
            field[x] = -(byMean[x] + (2f * seen[x] * byVariance[x]) + (image[x] * byCovariance[x]));
        }
    }

    private static float[] Kernel(float sigma) => GaussianBlur.Kernel(sigma, (int)MathF.Ceiling(Reach * sigma));

    private void Blur(Raster<float> from, Raster<float> to, float[] kernel) =>
        GaussianBlur.Apply(from, to, kernel, _maxThreads, _cancellation);

    private void ForRows(RowBody body) => RowBands.ForEachRow(_image.Height, _maxThreads, _cancellation, y =>
    {
        body(y, _image.Row(y), _planes[0].Row(y), _planes[1].Row(y), _planes[3].Row(y));
    });

    private delegate void RowBody(int y, Span<float> image, Span<float> first, Span<float> second, Span<float> fourth);
}
