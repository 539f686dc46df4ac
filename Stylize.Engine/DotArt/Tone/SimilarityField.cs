using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// How the structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004) of dots and image, both seen blurred by 2 pixels, changes with
/// the coverage of each pixel: its derivative, by the adjoints of the blurs.
/// </summary>
internal sealed class SimilarityField : IDisposable
{
    private const float SeenSigma = 2f, WindowSigma = 1.5f;

    /// <summary>Where the kernels end, in standard deviations.</summary>
    private const float Reach = 3.5f;

    // (.01)^2 and (.03)^2, for values in [0,1].
    private const float C1 = 1e-4f, C2 = 9e-4f;

    private readonly ThreadGrant _maxThreads;
    private readonly CancellationToken _cancellation;
    private readonly float[] _seen = Kernel(SeenSigma);
    private readonly float[] _window = Kernel(WindowSigma);
    private readonly Raster<float> _image;
    private readonly Raster<float> _imageMean;
    private readonly Raster<float> _imageVariance;
    private readonly Raster<float>[] _planes;

    /// <param name="ink">Ink of each pixel: what the coverage should look like.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    /// <param name="cancellation">Stops the work.</param>
    public SimilarityField(Raster<float> ink, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        (_maxThreads, _cancellation) = (maxThreads, cancellation);
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

    /// <summary>Variance of the blurred image around each pixel: how much structure there is.</summary>
    public Raster<float> Structure => _imageVariance;

    /// <summary>Replaces the coverage of each pixel by the derivative of the sum of all similarities with respect to it.</summary>
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

    /// <inheritdoc/>
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

    /// <summary>Coverage to brightness, its square, and its product with the image.</summary>
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

    /// <summary>
    /// The derivatives of each window's similarity by mean, variance and covariance, arranged for the adjoint of the window.
    /// </summary>
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
        ReadOnlySpan<float> image,
        ReadOnlySpan<float> seen,
        ReadOnlySpan<float> byMean,
        ReadOnlySpan<float> byVariance,
        ReadOnlySpan<float> byCovariance,
        Span<float> field)
    {
        for (var x = 0; x < field.Length; x++)
        {
            field[x] = -(byMean[x] + (2f * seen[x] * byVariance[x]) + (image[x] * byCovariance[x]));
        }
    }

    private static float[] Kernel(float sigma)
    {
        var radius = (int)MathF.Ceiling(Reach * sigma);
        var kernel = new float[(2 * radius) + 1];
        for (var i = 0; i < kernel.Length; i++)
        {
            kernel[i] = MathF.Exp(-(i - radius) * (i - radius) / (2f * sigma * sigma));
        }

        var sum = kernel.Sum();
        return Array.ConvertAll(kernel, weight => weight / sum);
    }

    private void Blur(Raster<float> from, Raster<float> to, float[] kernel) =>
        GaussianBlur.Apply(from, to, kernel, _maxThreads, _cancellation);

    private void ForRows(RowBody body) => RowBands.ForEach(_image.Height, _maxThreads, _cancellation, (_, first, end) =>
    {
        for (var y = first; y < end; y++)
        {
            body(y, _image.Row(y), _planes[0].Row(y), _planes[1].Row(y), _planes[3].Row(y));
        }
    });

    private delegate void RowBody(int y, Span<float> image, Span<float> first, Span<float> second, Span<float> fourth);
}
