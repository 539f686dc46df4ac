namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Receives a rendering of less detail, and enlarges it with a Catmull-Rom spline (Keys, 1981).</summary>
/// <remarks>Pixels are four floats, premultiplied. Every row is extended by copies of its first and last
/// pixel.</remarks>
internal sealed unsafe class CoarsePicture(int width, int height, bool hasAlpha) : IPixelSink, IDisposable
{
    public const long BytesPerPixel = 16;

    private const int Taps = 4;

    /// <summary>Pixels before and after each row.</summary>
    private const int Margin = 2;
    private const int BandHeight = 128;

    private readonly PooledBuffer<Vector128<float>> _pixels = new((width + (2 * Margin)) * height);

    private Vector128<float>* Row(int y) => _pixels.Pointer + ((nint)y * (width + (2 * Margin)));

    public void Write(int x, int y, int count, float* r, float* g, float* b, float* a)
    {
        var target = Row(y) + Margin + x;
        for (var i = 0; i < count; i++)
        {
            var color = Vector128.Create(r[i], g[i], b[i], 1);
            target[i] = hasAlpha ? color * a[i] : color;
        }

        Extend(target, x, count);
    }

    /// <summary>Receives opaque pixels of one row.</summary>
    public void Write(int x, int y, int count, Vector128<float>* pixels)
    {
        var target = Row(y) + Margin + x;
        new ReadOnlySpan<Vector128<float>>(pixels, count).CopyTo(new Span<Vector128<float>>(target, count));
        Extend(target, x, count);
    }

    /// <summary>Copies the first and last pixel of a row outward, if they are among the given ones.</summary>
    private void Extend(Vector128<float>* target, int x, int count)
    {
        if (x == 0)
        {
            (target[-2], target[-1]) = (target[0], target[0]);
        }

        if (x + count == width)
        {
            (target[count], target[count + 1]) = (target[count - 1], target[count - 1]);
        }
    }

    /// <summary>Writes the picture, enlarged to a size that is not smaller, to a sink.</summary>
    public void Enlarge<TLanes, TVector>(
        int toWidth, int toHeight, IPixelSink sink, ThreadGrant maxThreads, CancellationToken cancellation)
        where TLanes : ILanes<TVector>
    {
        var columns = Weights(width, toWidth);
        var rows = Weights(height, toHeight);
        var channels = hasAlpha ? 4 : 3;
        var stride = (toWidth + 15) & ~15;
        RowBands.ForEach(toHeight, maxThreads, cancellation, (_, first, end) =>
        {
            using var lines = new PooledBuffer<float>(Taps * channels * stride);
            using var result = new PooledBuffer<float>(4 * stride);
            new Span<float>(result.Pointer + (3 * stride), stride).Fill(1);
            Span<int> held = [-1, -1, -1, -1];
            var taps = stackalloc float*[Taps];
            for (var y = first; y < end; y++)
            {
                for (var k = 0; k < Taps; k++)
                {
                    var source = Math.Clamp(rows[y].First + k, 0, height - 1);
                    var line = source % Taps;
                    taps[k] = lines.Pointer + (line * channels * stride);
                    if (held[line] != source)
                    {
                        EnlargeRow(Row(source) + Margin, columns, taps[k], stride, hasAlpha);
                        held[line] = source;
                    }
                }

                for (var channel = 0; channel < channels; channel++)
                {
                    Mix<TLanes, TVector>(
                        taps, channel * stride, rows[y], toWidth, result.Pointer + (channel * stride));
                }

                if (hasAlpha)
                {
                    Straighten(result.Pointer, stride, toWidth);
                }

                var row = result.Pointer;
                sink.Write(0, y, toWidth, row, row + stride, row + (2 * stride), row + (3 * stride));
            }
        }, BandHeight);
    }

    /// <summary>Enlarges a row to planes, four pixels at a time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void EnlargeRow(
        Vector128<float>* row, Tap[] columns, float* planes, nint stride, bool hasAlpha)
    {
        fixed (Tap* taps = columns)
        {
            for (var x = 0; x < columns.Length; x += 4)
            {
                var (a, b) = (Pixel(row, taps + x), Pixel(row, taps + x + 1));
                var (c, d) = (Pixel(row, taps + x + 2), Pixel(row, taps + x + 3));
                var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
                var ab = Vector256.Shuffle(Vector256.Create(a, b), order).AsDouble();
                var cd = Vector256.Shuffle(Vector256.Create(c, d), order).AsDouble();
                for (var k = 0; k < 3; k++)
                {
                    Vector128.Create(ab[k], cd[k]).AsSingle().Store(planes + (k * stride) + x);
                }

                if (hasAlpha)
                {
                    Vector128.Create(ab[3], cd[3]).AsSingle().Store(planes + (3 * stride) + x);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pixel(Vector128<float>* row, Tap* tap)
    {
        row += tap->First;
        return (row[0] * tap->W0) + (row[1] * tap->W1) + (row[2] * tap->W2) + (row[3] * tap->W3);
    }

    /// <summary>Mixes four rows of a channel and limits the result to [0,1].</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Mix<TLanes, TVector>(
        float** rows, nint offset, in Tap tap, int count, float* target)
        where TLanes : ILanes<TVector>
    {
        float* r0 = rows[0] + offset, r1 = rows[1] + offset, r2 = rows[2] + offset, r3 = rows[3] + offset;
        var (w0, w1, w2, w3) = (
            TLanes.Create(tap.W0), TLanes.Create(tap.W1), TLanes.Create(tap.W2), TLanes.Create(tap.W3));
        var (zero, one) = (TLanes.Create(0), TLanes.Create(1));
        for (nint x = 0; x < count; x += TLanes.Count)
        {
            var sum = TLanes.Multiply(TLanes.Load(r0 + x), w0);
            sum = TLanes.Fma(TLanes.Load(r1 + x), w1, sum);
            sum = TLanes.Fma(TLanes.Load(r2 + x), w2, sum);
            sum = TLanes.Fma(TLanes.Load(r3 + x), w3, sum);
            TLanes.Store(TLanes.Max(zero, TLanes.Min(one, sum)), target + x);
        }
    }

    /// <summary>Divides colors by alpha.</summary>
    private static void Straighten(float* row, nint stride, int count)
    {
        for (var x = 0; x < count; x++)
        {
            var inverse = 1 / Math.Max(row[(3 * stride) + x], 1e-6f);
            for (var k = 0; k < 3; k++)
            {
                row[(k * stride) + x] = Math.Min(1, row[(k * stride) + x] * inverse);
            }
        }
    }

    /// <summary>Returns the weights of each pixel. The last is repeated up to a multiple of four.</summary>
    private static Tap[] Weights(int from, int to)
    {
        var taps = new Tap[(to + 3) & ~3];
        for (var i = 0; i < taps.Length; i++)
        {
            var center = ((Math.Min(i, to - 1) + 0.5) * from / to) - 0.5;
            var floor = Math.Floor(center);
            var t = center - floor;
            taps[i] = new Tap(
                (int)floor - 1,
                (float)(t * (-0.5 + (t * (1 - (0.5 * t))))),
                (float)(1 + (t * t * (-2.5 + (1.5 * t)))),
                (float)(t * (0.5 + (t * (2 - (1.5 * t))))),
                (float)(t * t * (-0.5 + (0.5 * t))));
        }

        return taps;
    }

    public void Dispose() => _pixels.Dispose();

    /// <summary>The first of four source samples, and their weights.</summary>
    private readonly record struct Tap(int First, float W0, float W1, float W2, float W3);
}
