namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>
/// The structure tensor [[Xx, Xy], [Xy, Yy]] of an image (Bigun and Granlund, "Optimal orientation detection of linear
/// symmetry", 1987): products of the components of the gradient, averaged over the planes and blurred. The eigenvector
/// of the smaller eigenvalue is parallel to edges.
/// </summary>
internal sealed class StructureTensor(int width, int height) : IDisposable
{
    /// <summary>Largest ratio of the standard deviations of <see cref="Ellipse"/>.</summary>
    private const float MaxElongation = 4;

    /// <summary>Mean squared gradient along x, per pixel squared.</summary>
    public Raster<float> Xx { get; } = new(width, height);

    public Raster<float> Xy { get; } = new(width, height);

    public Raster<float> Yy { get; } = new(width, height);

    /// <summary>Computes the tensor by central differences. Alpha is treated as another plane.</summary>
    public static StructureTensor Compute(
        ISampleRows image, float sigma, ThreadGrant maxThreads = default, CancellationToken cancellation = default)
    {
        var (width, height) = (image.Width, image.Height);
        var tensor = new StructureTensor(width, height);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(3 * width);
            for (var y = first; y < end; y++)
            {
                tensor.Xx.Row(y).Clear();
                tensor.Xy.Row(y).Clear();
                tensor.Yy.Row(y).Clear();
                for (var plane = 0; plane < image.Channels; plane++)
                {
                    tensor.AddGradients(image, plane, y, scratch.Span);
                }
            }
        });
        GaussianBlur.Apply(tensor.Xx, sigma, maxThreads, cancellation);
        GaussianBlur.Apply(tensor.Xy, sigma, maxThreads, cancellation);
        GaussianBlur.Apply(tensor.Yy, sigma, maxThreads, cancellation);
        return tensor;
    }

    /// <summary>
    /// Returns the eigenvalues at a pixel, and the unit eigenvector of the larger one, which is perpendicular to the
    /// edge.
    /// </summary>
    public (float Large, float Small, float DirectionX, float DirectionY) Eigen(int x, int y)
    {
        var (xx, xy, yy) = (Xx.Row(y)[x], Xy.Row(y)[x], Yy.Row(y)[x]);
        var half = (xx - yy) / 2;
        var root = MathF.Sqrt((half * half) + (xy * xy));
        var mean = (xx + yy) / 2;
        var (sin, cos) = PortableMath.SinCos(.5 * PortableMath.Atan2(xy, half));
        return (mean + root, MathF.Max(0, mean - root), (float)cos, (float)sin);
    }

    /// <summary>
    /// Returns the Cholesky factor of an ellipse along the edge at a pixel. Its elongation grows with the coherence of
    /// the edge.
    /// </summary>
    /// <param name="sigma">Geometric mean of the standard deviations, in pixels.</param>
    public (float L11, float L21, float L22) Ellipse(int x, int y, float sigma)
    {
        const float Noise = 1e-5f;
        var (large, small, cos, sin) = Eigen(x, y);
        var coherence = (large - small) / (large + small + Noise);
        var elongation = 1 + ((MathF.Sqrt(MaxElongation) - 1) * coherence);
        var across = sigma / elongation * (sigma / elongation);
        var along = sigma * elongation * (sigma * elongation);
        var l11 = MathF.Sqrt((across * cos * cos) + (along * sin * sin));
        return (l11, (across - along) * cos * sin / l11, sigma * sigma / l11);
    }

    public void Dispose()
    {
        Xx.Dispose();
        Xy.Dispose();
        Yy.Dispose();
    }

    private void AddGradients(ISampleRows image, int plane, int y, Span<float> scratch)
    {
        var width = image.Width;
        var above = image.Row(plane, Math.Max(0, y - 1), scratch[..width]);
        var here = image.Row(plane, y, scratch.Slice(width, width));
        var below = image.Row(plane, Math.Min(image.Height - 1, y + 1), scratch.Slice(2 * width, width));
        var scale = 0.5f / MathF.Sqrt(image.Channels);
        var xx = Xx.Row(y);
        var xy = Xy.Row(y);
        var yy = Yy.Row(y);
        for (var x = 0; x < width; x++)
        {
            var dx = scale * (here[Math.Min(width - 1, x + 1)] - here[Math.Max(0, x - 1)]);
            var dy = scale * (below[x] - above[x]);
            xx[x] += dx * dx;
            xy[x] += dx * dy;
            yy[x] += dy * dy;
        }
    }
}

/// <summary>An image as rows of samples in [0,1], with colors premultiplied by alpha.</summary>
internal interface ISampleRows
{
    int Width { get; }
    int Height { get; }

    /// <summary>Samples per pixel, including alpha.</summary>
    int Channels { get; }

    bool HasAlpha { get; }

    /// <param name="scratch">Buffer for a row, which the result may use.</param>
    ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch);
}
