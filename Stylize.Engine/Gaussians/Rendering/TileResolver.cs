namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Converts the sums of a tile to pixels: composites, averages samples, removes premultiplication, encodes as
/// sRGB.</summary>
internal static unsafe class TileResolver
{
    private const int MaxChannels = 5;

    public static void Resolve<TLanes, TVector>(TileBuffer buffer, in Tile tile, RenderJob job)
        where TLanes : ILanes<TVector>
    {
        var (model, columns, rows) = (job.Model, job.Columns, job.Rows);
        nint stride = (tile.Width + 15) & ~15;
        using var rowsOfPixel = new PooledBuffer<float>(2 * (MaxChannels + 1) * (int)stride, clear: true);
        var first = rowsOfPixel.Pointer;
        var alpha = first + (MaxChannels * stride);
        var other = alpha + stride;
        var otherAlpha = other + (MaxChannels * stride);
        var pixels = tile.Width / columns.PerPixel;
        for (var top = 0; top < tile.Height; top += rows.PerPixel)
        {
            for (var k = 0; k < rows.PerPixel; k++)
            {
                var row = k == 0 ? first : other;
                var rowAlpha = k == 0 ? alpha : otherAlpha;
                buffer.CopyRow(top + k, tile.Width, row, stride);
                Composite<TLanes, TVector>(row, stride, tile.Width, model, rowAlpha);
                if (k > 0)
                {
                    AddRow<TLanes, TVector>(row, first, tile.Width);
                    AddRow<TLanes, TVector>(row + stride, first + stride, tile.Width);
                    AddRow<TLanes, TVector>(row + (2 * stride), first + (2 * stride), tile.Width);
                    AddRow<TLanes, TVector>(rowAlpha, alpha, tile.Width);
                }
            }

            if (columns.PerPixel * rows.PerPixel > 1)
            {
                var share = 1f / (columns.PerPixel * rows.PerPixel);
                Average(first, pixels, columns.PerPixel, share);
                Average(first + stride, pixels, columns.PerPixel, share);
                Average(first + (2 * stride), pixels, columns.PerPixel, share);
                Average(alpha, pixels, columns.PerPixel, share);
            }

            Finish<TLanes, TVector>(first, stride, alpha, pixels, model);
            job.Sink.Write(
                tile.Left / columns.PerPixel, (tile.Top + top) / rows.PerPixel, pixels, first, first + stride,
                first + (2 * stride), alpha);
        }
    }

    /// <summary>Converts the sums of each sample to premultiplied color in [0, alpha] and alpha in [0,1].</summary>
    private static void Composite<TLanes, TVector>(
        float* row, nint stride, int width, GaussianModel model, float* alpha)
        where TLanes : ILanes<TVector>
    {
        var zero = TLanes.Create(0);
        var one = TLanes.Create(1);
        var background = model.Background;
        var backAlpha = model.HasAlpha ? background.A : 1;
        var isNormalized = model.Compositing == GaussianCompositing.Normalized;
        var isOver = model.Compositing == GaussianCompositing.Over;
        var share = TLanes.Create(isNormalized ? model.Epsilon : 1);
        var backR = TLanes.Create(background.R * backAlpha);
        var backG = TLanes.Create(background.G * backAlpha);
        var backB = TLanes.Create(background.B * backAlpha);
        var backA = TLanes.Create(backAlpha);
        var alphaChannel = (isNormalized ? 4 : 3) * stride;
        for (nint x = 0; x < width; x += TLanes.Count)
        {
            var r = TLanes.Load(row + x);
            var g = TLanes.Load(row + stride + x);
            var b = TLanes.Load(row + (2 * stride) + x);
            var a = model.HasAlpha || isOver ? TLanes.Load(row + alphaChannel + x) : zero;
            var behind = isOver ? TLanes.Subtract(one, a) : share;
            r = TLanes.Fma(behind, backR, r);
            g = TLanes.Fma(behind, backG, g);
            b = TLanes.Fma(behind, backB, b);
            a = TLanes.Fma(behind, backA, a);
            if (isNormalized)
            {
                var inverse = TLanes.Divide(one, TLanes.Add(TLanes.Load(row + (3 * stride) + x), share));
                r = TLanes.Multiply(r, inverse);
                g = TLanes.Multiply(g, inverse);
                b = TLanes.Multiply(b, inverse);
                a = TLanes.Multiply(a, inverse);
            }

            a = model.HasAlpha ? TLanes.Max(zero, TLanes.Min(one, a)) : one;
            TLanes.Store(TLanes.Max(zero, TLanes.Min(a, r)), row + x);
            TLanes.Store(TLanes.Max(zero, TLanes.Min(a, g)), row + stride + x);
            TLanes.Store(TLanes.Max(zero, TLanes.Min(a, b)), row + (2 * stride) + x);
            TLanes.Store(a, alpha + x);
        }
    }

    private static void AddRow<TLanes, TVector>(float* source, float* target, int width)
        where TLanes : ILanes<TVector>
    {
        for (nint x = 0; x < width; x += TLanes.Count)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(target + x), TLanes.Load(source + x)), target + x);
        }
    }

    private static void Average(float* row, int pixels, int perPixel, float share)
    {
        for (var x = 0; x < pixels; x++)
        {
            var sum = row[x * perPixel];
            for (var k = 1; k < perPixel; k++)
            {
                sum += row[(x * perPixel) + k];
            }

            row[x] = sum * share;
        }
    }

    private static void Finish<TLanes, TVector>(float* row, nint stride, float* alpha, int pixels, GaussianModel model)
        where TLanes : ILanes<TVector>
    {
        if (model.HasAlpha)
        {
            var minAlpha = TLanes.Create(1e-6f);
            var one = TLanes.Create(1);
            for (nint x = 0; x < pixels; x += TLanes.Count)
            {
                var a = TLanes.Max(minAlpha, TLanes.Load(alpha + x));
                for (var k = 0; k < 3; k++)
                {
                    var channel = row + (k * stride) + x;
                    TLanes.Store(TLanes.Min(one, TLanes.Divide(TLanes.Load(channel), a)), channel);
                }
            }
        }

        if (model.BlendSpace == GaussianBlendSpace.Linear)
        {
            for (var k = 0; k < 3; k++)
            {
                var channel = new Span<float>(row + (k * stride), pixels);
                Srgb.FromLinear(channel, channel);
            }
        }
    }
}

/// <summary>
/// The sums of a tile in blocks of two rows by eight columns: sixteen sums per channel, channel by channel. Vertically
/// adjacent blocks are adjacent in memory. Reads match the vectors written before, and the surroundings of a Gaussian
/// occupy few cache lines.
/// </summary>
internal sealed unsafe class TileBuffer : IDisposable
{
    public const int BlockColumns = 1 << BlockColumnBits;
    public const int BlockColumnBits = 3;

    /// <summary>Samples per block, and floats from one channel to the next.</summary>
    public const int BlockSamples = 2 * BlockColumns;

    private readonly PooledBuffer<float> _buffer;

    public TileBuffer(int width, int height, int channels)
    {
        Channels = channels;
        PairStride = channels * BlockSamples;

        // One additional block, so that columns do not start at the same offset of a memory page.
        ColumnStride = PairStride * (((height + 1) / 2) + 1);
        _buffer =
            new PooledBuffer<float>(checked(ColumnStride * ((width + BlockColumns - 1) / BlockColumns)), clear: true);
    }

    /// <summary>Floats from a block to the block to its right.</summary>
    public int ColumnStride { get; }

    /// <summary>Floats from a block to the block below.</summary>
    public int PairStride { get; }

    /// <summary>Sums per sample.</summary>
    public int Channels { get; }

    public float* Origin => _buffer.Pointer;

    /// <summary>Returns one row of samples of a channel in a block.</summary>
    public float* Run(int column, int y, int channel) =>
        Origin + ((nint)column * ColumnStride) + (y / 2 * (nint)PairStride) + (channel * BlockSamples)
            + (y % 2 * BlockColumns);

    /// <summary>Copies a row, with channels <paramref name="stride"/> floats apart.</summary>
    public void CopyRow(int y, int width, float* target, nint stride)
    {
        for (var channel = 0; channel < Channels; channel++, target += stride)
        {
            var run = Run(0, y, channel);
            for (var x = 0; x < width; x += BlockColumns, run += ColumnStride)
            {
                Vector256.Load(run).Store(target + x);
            }
        }
    }

    public void Dispose() => _buffer.Dispose();
}
