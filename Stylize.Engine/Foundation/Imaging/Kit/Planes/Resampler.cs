namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Resizes images. Colors are weighted by their alpha, so that transparent pixels leave no halo. Values are
/// averaged sRGB-encoded. The result does not depend on the number of threads. An image of one color keeps that
/// color.</summary>
/// <example><code>
/// using var plane = new Raster&lt;float>(4, 1);
/// (plane[0, 0], plane[1, 0], plane[2, 0], plane[3, 0]) = (1, 3, 5, 9);
/// using var half = Resampler.Resize(plane, 2, 1, ResampleFilter.Box);
/// Assert.Equal([2, 7], half.Row(0).ToArray());
/// </code></example>
internal static class Resampler
{
    private const int BandHeight = 16;

    /// <summary>Returns a size multiplied by a factor and rounded, at least 1 x 1.</summary>
    public static (int Width, int Height) ScaledSize(int width, int height, double scale) =>
        (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));

    /// <summary>Resizes an image to a width and height of 1 or more. The caller owns the returned raster.</summary>
    public static Raster<Rgba32> Resize(
        Raster<Rgba32> image, int width, int height, ResampleFilter filter, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default) =>
        Resize<Rgba32, Vector4>(image, width, height, filter, ResizeRow, Store, maxThreads, cancellation);

    /// <summary>Resizes a plane to a width and height of 1 or more. The caller owns the returned raster.</summary>
    public static Raster<float> Resize(
        Raster<float> plane, int width, int height, ResampleFilter filter, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default) =>
        Resize<float, float>(
            plane, width, height, filter, ResizeRow, (sums, row) => sums.CopyTo(row), maxThreads, cancellation);

    /// <typeparam name="T">Type of the pixels.</typeparam>
    /// <typeparam name="TSum">Type of weighted sums of pixels, which consists of floats.</typeparam>
    /// <param name="resizeRow">Computes the sums of a row.</param>
    /// <param name="store">Converts sums to pixels.</param>
    private static Raster<T> Resize<T, TSum>(
        Raster<T> image, int width, int height, ResampleFilter filter,
        Action<ReadOnlySpan<T>, ResampleWeights, Span<TSum>> resizeRow,
        Action<ReadOnlySpan<TSum>, Span<T>> store, ThreadGrant maxThreads, CancellationToken cancellation)
        where T : unmanaged
        where TSum : unmanaged
    {
        var result = new Raster<T>(width, height);
        if (filter == ResampleFilter.Nearest)
        {
            Nearest(image, result, maxThreads, cancellation);
            return result;
        }

        var columns = new ResampleWeights(image.Width, width, filter);
        var rows = new ResampleWeights(image.Height, height, filter);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var sums = new Raster<TSum>(width, end - first, clear: true);
            using var line = new Raster<TSum>(width, 1);
            Accumulate(
                rows, first, end, y => resizeRow(image.Row(y), columns, line.Row(0)),
                (target, weight) =>
                {
                    var row = MemoryMarshal.Cast<TSum, float>(sums.Row(target));
                    TensorPrimitives.MultiplyAdd(MemoryMarshal.Cast<TSum, float>(line.Row(0)), weight, row, row);
                }, cancellation);
            for (var y = first; y < end; y++)
            {
                store(sums.Row(y - first), result.Row(y));
            }
        }, BandHeight);
        return result;
    }

    /// <summary>Visits each source row of a band once, and adds it to every target row in which it has a
    /// weight.</summary>
    /// <param name="addTo">Adds the resized row with a weight to a target row, counted from the first row of the
    /// band.</param>
    private static void Accumulate(
        ResampleWeights rows, int first, int end, Action<int> resizeRow, Action<int, float> addTo,
        CancellationToken cancellation)
    {
        var from = int.MaxValue;
        var to = 0;
        for (var y = first; y < end; y++)
        {
            from = Math.Min(from, rows.First(y));
            to = Math.Max(to, rows.First(y) + rows.For(y).Length);
        }

        for (var source = from; source < to; source++)
        {
            cancellation.ThrowIfCancellationRequested();
            resizeRow(source);
            for (var y = first; y < end; y++)
            {
                var index = source - rows.First(y);
                if ((uint)index < (uint)rows.For(y).Length)
                {
                    addTo(y - first, rows.For(y)[index]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ResizeRow(ReadOnlySpan<Rgba32> source, ResampleWeights columns, Span<Vector4> target)
    {
        // Several targets have a pixel, which is converted once.
        using var colors = new PooledBuffer<Vector4>(source.Length);
        for (var x = 0; x < source.Length; x++)
        {
            colors.Span[x] = new(source[x].R, source[x].G, source[x].B, 1);
        }

        for (var x = 0; x < target.Length; x++)
        {
            var weights = columns.For(x);
            var pixels = source.Slice(columns.First(x), weights.Length);
            var converted = colors.Span.Slice(columns.First(x), weights.Length);
            var sum = Vector4.Zero;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += converted[i] * (weights[i] * pixels[i].A);
            }

            target[x] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ResizeRow(ReadOnlySpan<float> source, ResampleWeights columns, Span<float> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var weights = columns.For(x);
            var samples = source.Slice(columns.First(x), weights.Length);
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += samples[i] * weights[i];
            }

            target[x] = sum;
        }
    }

    private static void Store(ReadOnlySpan<Vector4> sums, Span<Rgba32> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var alpha = sums[x].W;
            var rounded = (byte)float.ConvertToIntegerNative<int>(float.ClampNative(alpha + 0.5f, 0f, 255f));
            if (rounded == 0)
            {
                row[x] = default;
                continue;
            }

            var color = Vector4.Clamp((sums[x] / alpha) + new Vector4(0.5f), Vector4.Zero, new Vector4(255f));
            var whole = Vector128.ConvertToInt32Native(color.AsVector128());
            row[x] = new Rgba32((byte)whole[0], (byte)whole[1], (byte)whole[2], rounded);
        }
    }

    private static void Nearest<T>(
        Raster<T> source, Raster<T> target, ThreadGrant maxThreads, CancellationToken cancellation)
        where T : unmanaged
    {
        var columns = new ResampleWeights(source.Width, target.Width, ResampleFilter.Nearest);
        var rows = new ResampleWeights(source.Height, target.Height, ResampleFilter.Nearest);
        RowBands.ForEachRow(target.Height, maxThreads, cancellation, y =>
        {
            ReadOnlySpan<T> from = source.Row(rows.First(y));
            var to = target.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[columns.First(x)];
            }
        });
    }
}

/// <summary>Filters for resizing.</summary>
internal enum ResampleFilter
{
    Nearest,

    /// <summary>Mean of the source pixels, weighted by their overlap with the target pixel.</summary>
    Box,

    /// <summary>Linear interpolation. For enlargement only.</summary>
    Triangle,

    /// <summary>Lanczos kernel with three lobes, widened for reduction. Sharp, with a slight overshoot at
    /// edges.</summary>
    Lanczos3,
}

/// <summary>The source samples of each target sample along one axis, and their weights, which sum to 1.</summary>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    public ResampleWeights(int source, int target, ResampleFilter filter)
    {
        _first = new int[target];
        _weights = new float[target][];
        var scale = (double)source / target;
        for (var i = 0; i < target; i++)
        {
            (_first[i], _weights[i]) = filter switch
            {
                ResampleFilter.Nearest => ((int)Math.Min((long)((i + 0.5) * scale), source - 1), [1f]),
                ResampleFilter.Box => Area(i * scale, (i + 1) * scale, source),
                ResampleFilter.Triangle => Linear(((i + 0.5) * scale) - 0.5, source),
                ResampleFilter.Lanczos3 => Lanczos((i + 0.5) * scale, Math.Max(scale, 1), source),
            };
        }
    }

    /// <summary>Returns the index of the first source sample of target sample <paramref name="i"/>.</summary>
    public int First(int i) => _first[i];

    /// <summary>Returns the weights of the source samples, from <see cref="First"/> on, for target sample
    /// <paramref name="i"/>.</summary>
    public ReadOnlySpan<float> For(int i) => _weights[i];

    /// <summary>Computes weights from the overlap of each source sample with [from, to].</summary>
    private static (int First, float[] Weights) Area(double from, double to, int source)
    {
        var first = Math.Min((int)from, source - 1);
        var end = Math.Clamp((int)Math.Ceiling(to - 1e-9), first + 1, source);
        var weights = new double[end - first];
        for (var s = first; s < end; s++)
        {
            weights[s - first] = Math.Max(Math.Min(to, s + 1) - Math.Max(from, s), 0);
        }

        return (first, Normalize(weights));
    }

    private static (int First, float[] Weights) Linear(double at, int source)
    {
        at = Math.Clamp(at, 0, source - 1);
        var first = Math.Min((int)at, Math.Max(0, source - 2));
        var share = (float)(at - first);
        return (first, source == 1 ? [1] : [1 - share, share]);
    }

    private static (int First, float[] Weights) Lanczos(double center, double width, int source)
    {
        var first = Math.Max((int)Math.Ceiling(center - (3 * width) - 0.5), 0);
        var end = Math.Min((int)Math.Floor(center + (3 * width) - 0.5) + 1, source);
        first = Math.Min(first, source - 1);
        var weights = new double[Math.Max(end - first, 1)];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Kernel((first + i + 0.5 - center) / width);
        }

        return (first, Normalize(weights));
    }

    /// <summary>The Lanczos kernel sinc(x) sinc(x / 3), 0 for |x| of 3 or more.</summary>
    private static double Kernel(double x)
    {
        if (Math.Abs(x) < 1e-9) return 1;

        return Math.Abs(x) >= 3
            ? 0 : 3 * PortableMath.Sin(Math.PI * x) * PortableMath.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x);
    }

    private static float[] Normalize(double[] weights)
    {
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => (float)(w / sum));
    }
}
