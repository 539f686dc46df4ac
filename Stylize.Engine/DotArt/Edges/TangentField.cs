namespace Stylize.Engine.DotArt.Edges;

/// <summary>
/// The direction of edges at each pixel: the eigenvector of the smoothed structure tensor across the gradient (edge
/// tangent flow; Kyprianidis and Döllner, "Image abstraction by structure adaptive filtering", 2008). The tensors of
/// all levels of a pyramid are added, with weights that fall by a factor of three from level to level: a sharp edge
/// determines the direction next to it, shading determines that of a face or a cloth, and even areas follow the edges
/// around them. Noise hardly counts, because its gradients cancel in coarser levels.
/// </summary>
internal sealed class TangentField : IDisposable
{
    /// <summary>Largest side of the finest level, and sides of the coarsest one that are not halved.</summary>
    private const int MaxSide = 800, MinSide = 12;

    /// <summary>Standard deviation of the smoothing of a level in its pixels.</summary>
    private const float Sigma = 2.5f;

    /// <summary>Number of steps along a tangent in both directions, and their length in standard deviations.</summary>
    private const int Steps = 5;
    private const float Step = 2f / Steps;

    /// <summary>Cosine and sine of the doubled angle of the tangent, of any length. Opposite directions are
    /// equal.</summary>
    private readonly Raster<float> _cosine, _sine;

    /// <summary>Pixels of the image per pixel of the field.</summary>
    private readonly int _size;

    private TangentField(Raster<float> cosine, Raster<float> sine, int size) =>
        (_cosine, _sine, _size) = (cosine, sine, size);

    public static TangentField FromImage(Raster<Rgba32> image, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var size = (Math.Max(image.Width, image.Height) + MaxSide - 1) / MaxSide;
        using var row = new PooledBuffer<float>(image.Width);
        using var gray = new BlockMeans<float, double>(image.Width, image.Height, size, y =>
        {
            EncodedGray.Row(image.Row(y), row.Span);
            TensorPrimitives.Divide(row.Span, 255f, row.Span);
            return row.Span;
        }).ToPlane();
        var (cosine, sine) = Tensors(gray, maxThreads, cancellation);
        return new TangentField(cosine, sine, size);
    }

    /// <summary>Returns the unit tangent at a point of the image; horizontal if the image has no edges.</summary>
    public (float X, float Y) At(float x, float y)
    {
        float c = Bilinear.At(_cosine, x / _size, y / _size), s = Bilinear.At(_sine, x / _size, y / _size);
        var length = MathF.Sqrt((c * c) + (s * s));
        if (length < 1e-12f) return (1f, 0f);

        var half = MathF.Sqrt(MathF.Max(0f, (1f - (c / length)) / 2f));
        return (MathF.Sqrt(MathF.Max(0f, (1f + (c / length)) / 2f)), s < 0 ? -half : half);
    }

    /// <summary>Returns a plane of the size of the image, smoothed by a Gaussian along the tangents (line integral
    /// convolution; Cabral and Leedom, SIGGRAPH 1993). The caller owns it.</summary>
    /// <param name="sigma">Standard deviation in pixels of the image; the Gaussian ends at 2 of them.</param>
    public Raster<float> Smooth(
        Raster<float> plane, float sigma, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var tangents = new Raster<Vector2>(_cosine.Width, _cosine.Height);
        RowBands.ForEachRow(tangents.Height, maxThreads, cancellation, y =>
        {
            for (var x = 0; x < tangents.Width; x++)
            {
                var (alongX, alongY) = At((x + 0.5f) * _size, (y + 0.5f) * _size);
                tangents.Row(y)[x] = Step * sigma * new Vector2(alongX, alongY);
            }
        });
        float[] weights =
            [.. Enumerable.Range(0, Steps + 1).Select(i => (float)PortableMath.Exp(-(i * i * Step * Step) / 2))];
        return new Raster<float>(plane.Width, plane.Height).FilledBy(smooth => RowBands.ForEachRow(
            plane.Height, maxThreads, cancellation, y => SmoothRow(plane, tangents, weights, y, smooth.Row(y))));
    }

    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void SmoothRow(Raster<float> plane, Raster<Vector2> tangents, float[] weights, int y, Span<float> row)
    {
        var total = (2 * weights.Sum()) - 1;
        for (var x = 0; x < row.Length; x++)
        {
            var start = new Vector2(x + 0.5f, y + 0.5f);
            var tangent = TangentAt(tangents, start);
            row[x] = (plane.Row(y)[x] + Along(plane, tangents, weights, start, tangent)
                + Along(plane, tangents, weights, start, -tangent)) / total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Along(Raster<float> plane, Raster<Vector2> tangents, float[] weights, Vector2 at, Vector2 step)
    {
        var sum = 0f;
        for (var i = 1; i <= Steps; i++)
        {
            at += step;
            sum += weights[i] * Bilinear.At(plane, at.X, at.Y);
            var next = TangentAt(tangents, at);
            step = Vector2.Dot(next, step) < 0 ? -next : next;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector2 TangentAt(Raster<Vector2> tangents, Vector2 at) =>
        tangents.Row(Math.Clamp((int)(at.Y / _size), 0, tangents.Height - 1))[
            Math.Clamp((int)(at.X / _size), 0, tangents.Width - 1)];

    /// <summary>Returns the smoothed tensors of a plane, with those of its coarser levels.</summary>
    private static (Raster<float> Cosine, Raster<float> Sine) Tensors(
        Raster<float> gray, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        Raster<float> cosine = new(gray.Width, gray.Height), sine = new(gray.Width, gray.Height);
        Differentiate(gray, cosine, sine);
        GaussianBlur.Apply(cosine, Sigma, maxThreads, cancellation);
        GaussianBlur.Apply(sine, Sigma, maxThreads, cancellation);
        if (Math.Max(gray.Width, gray.Height) < 2 * MinSide) return (cosine, sine);

        using var half = new BlockMeans<float, double>(gray, 2).ToPlane();
        var (coarseCosine, coarseSine) = Tensors(half, maxThreads, cancellation);
        AddCoarser(coarseCosine, cosine);
        AddCoarser(coarseSine, sine);
        coarseCosine.Dispose();
        coarseSine.Dispose();
        return (cosine, sine);
    }

    /// <summary>Adds a third of the values of a plane with half the size.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddCoarser(Raster<float> coarse, Raster<float> plane)
    {
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] += Bilinear.At(coarse, (x + 0.5f) / 2, (y + 0.5f) / 2) / 3;
            }
        }
    }

    /// <summary>Computes the square of the gradient as a complex number, negated: that of the tangent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Differentiate(Raster<float> gray, Raster<float> cosine, Raster<float> sine)
    {
        for (var y = 0; y < gray.Height; y++)
        {
            var middle = gray.Row(y);
            var above = gray.Row(Math.Max(0, y - 1));
            var below = gray.Row(Math.Min(gray.Height - 1, y + 1));
            for (var x = 0; x < middle.Length; x++)
            {
                var dx = middle[Math.Min(x + 1, middle.Length - 1)] - middle[Math.Max(x - 1, 0)];
                var dy = below[x] - above[x];
                cosine.Row(y)[x] = (dy * dy) - (dx * dx);
                sine.Row(y)[x] = -2f * dx * dy;
            }
        }
    }
}
