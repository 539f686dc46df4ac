namespace Stylize.Engine.DotArt.Edges;

/// <summary>
/// The direction of edges at each pixel: the eigenvector of the smoothed structure tensor across the gradient (edge tangent flow;
/// Kyprianidis and Döllner, "Image abstraction by structure adaptive filtering", 2008). Even areas follow the edges around them.
/// </summary>
internal sealed class TangentField : IDisposable
{
    /// <summary>Standard deviation of the smoothing as a share of the longest side, near edges and in even areas, and the weight of the
    /// latter.</summary>
    private const float NearSigma = 1f / 200f, FarSigma = 1f / 20f, FarWeight = 0.03f;

    /// <summary>Cosine and sine of the doubled angle of the tangent, of any length. Opposite directions are equal.</summary>
    private readonly Raster<float> _cosine, _sine;

    /// <summary>Pixels of the image per pixel of the field.</summary>
    private readonly int _size;

    private TangentField(Raster<float> cosine, Raster<float> sine, int size) => (_cosine, _sine, _size) = (cosine, sine, size);

    public static TangentField FromImage(Raster<Rgba32> image, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        const int MaxSide = 800;
        var size = (Math.Max(image.Width, image.Height) + MaxSide - 1) / MaxSide;
        using var row = new PooledBuffer<float>(image.Width);
        using var gray = new BlockMeans<float, double>(image.Width, image.Height, size, y =>
        {
            EncodedGray.Row(image.Row(y), row.Span);
            TensorPrimitives.Divide(row.Span, 255f, row.Span);
            return row.Span;
        }).ToPlane();
        var longest = Math.Max(gray.Width, gray.Height);
        GaussianBlur.Apply(gray, 1f, maxThreads, cancellation);
        Raster<float> cosine = new(gray.Width, gray.Height), sine = new(gray.Width, gray.Height);
        Differentiate(gray, cosine, sine);
        GaussianBlur.Apply(cosine, MathF.Max(1f, NearSigma * longest), maxThreads, cancellation);
        GaussianBlur.Apply(sine, MathF.Max(1f, NearSigma * longest), maxThreads, cancellation);
        using var farCosine = cosine.Clone();
        using var farSine = sine.Clone();
        GaussianBlur.Apply(farCosine, MathF.Max(1f, FarSigma * longest), maxThreads, cancellation);
        GaussianBlur.Apply(farSine, MathF.Max(1f, FarSigma * longest), maxThreads, cancellation);
        for (var y = 0; y < gray.Height; y++)
        {
            TensorPrimitives.MultiplyAdd(farCosine.Row(y), FarWeight, cosine.Row(y), cosine.Row(y));
            TensorPrimitives.MultiplyAdd(farSine.Row(y), FarWeight, sine.Row(y), sine.Row(y));
        }

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

    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }

    /// <summary>Computes the square of the gradient as a complex number, negated: that of the tangent.</summary>
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
