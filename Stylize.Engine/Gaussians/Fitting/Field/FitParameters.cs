using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// Parameters of a fit as arrays, in pixels (pixel centers have integer coordinates): center, Cholesky factor, color,
/// weight.
/// </summary>
/// <remarks>The covariance is L L^T with L = [[L11, 0], [L21, L22]]. Gradients and the moments of Adam have the same
/// layout.</remarks>
internal sealed unsafe class FitParameters : IDisposable
{
    /// <summary>Number of arrays before the colors: center x and y, L11, L21, L22.</summary>
    public const int GeometryRows = 5;

    private readonly PooledBuffer<float> _buffer;
    private readonly float* _colors;

    public FitParameters(int capacity, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        Channels = channels;
        Stride = ((capacity + 15) & ~15) + 16;
        _buffer = new PooledBuffer<float>(checked(Stride * RowCount), clear: true);
        X = Row(0);
        Y = Row(1);
        L11 = Row(2);
        L21 = Row(3);
        L22 = Row(4);
        Weight = Row(WeightRow);
        _colors = Row(GeometryRows);
    }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    public int Capacity { get; }
    public int Count { get; set; }

    /// <summary>Color channels: 1 for gray, 3 for RGB, 4 for premultiplied RGB with alpha.</summary>
    public int Channels { get; }

    public int RowCount => GeometryRows + Channels + 1;
    public int WeightRow => GeometryRows + Channels;
    public float* X { get; }
    public float* Y { get; }
    public float* L11 { get; }
    public float* L21 { get; }
    public float* L22 { get; }

    /// <summary>Weight, above 0. The background has the weight <see cref="FitKernel.Background"/>.</summary>
    public float* Weight { get; }

    public float* Color(int channel) => _colors + ((nint)channel * Stride);

    public float* Row(int row) => _buffer.Pointer + ((nint)row * Stride);

    /// <summary>Copies all Gaussians of <paramref name="source"/>, which must have the same channels and fit the
    /// capacity.</summary>
    public void CopyFrom(FitParameters source)
    {
        Count = source.Count;
        for (var row = 0; row < RowCount; row++)
        {
            new ReadOnlySpan<float>(source.Row(row), source.Count).CopyTo(new Span<float>(Row(row), source.Count));
        }
    }

    /// <summary>Copies a Gaussian of <paramref name="source"/> to index <paramref name="target"/>, with an
    /// offset.</summary>
    public void Set(int target, FitParameters source, int index, float offsetX, float offsetY)
    {
        for (var row = 0; row < RowCount; row++)
        {
            Row(row)[target] = source.Row(row)[index];
        }

        X[target] += offsetX;
        Y[target] += offsetY;
    }

    /// <summary>Copies the values that are quantized to other parameters.</summary>
    public void CopyTo(FitParameters target, ReadOnlySpan<FitStage> stages)
    {
        for (var i = 0; i < stages.Length; i++)
        {
            if (stages[i] == FitStage.Free) continue;

            for (var row = 0; row < GeometryRows; row++)
            {
                target.Row(row)[i] = Row(row)[i];
            }

            target.Weight[i] = Weight[i];
            for (var channel = 0; stages[i] == FitStage.AllQuantized && channel < Channels; channel++)
            {
                target.Color(channel)[i] = Color(channel)[i];
            }
        }
    }

    /// <summary>Copies all Gaussians of <paramref name="source"/>, scaled.</summary>
    /// <param name="source">Parameters with the same channels that fit the capacity.</param>
    /// <param name="scale">Pixels of these parameters per pixel of the source.</param>
    public void CopyScaled(FitParameters source, float scale)
    {
        CopyFrom(source);
        for (var i = 0; i < Count; i++)
        {
            X[i] = (scale * (X[i] + .5f)) - .5f;
            Y[i] = (scale * (Y[i] + .5f)) - .5f;
            L11[i] *= scale;
            L21[i] *= scale;
            L22[i] *= scale;
        }
    }

    /// <summary>Copies Gaussians start to end - 1 of <paramref name="source"/>, in pixels of a sample.</summary>
    public void CopySampled(FitParameters source, FitSample sample, int start, int end)
    {
        var scale = 1f / sample.Step;
        for (var row = GeometryRows; row < RowCount; row++)
        {
            new ReadOnlySpan<float>(source.Row(row) + start, end - start).CopyTo(
                new Span<float>(Row(row) + start, end - start));
        }

        for (var i = start; i < end; i++)
        {
            X[i] = (source.X[i] - sample.Left) * scale;
            Y[i] = (source.Y[i] - sample.Top) * scale;
            L11[i] = source.L11[i] * scale;
            L21[i] = source.L21[i] * scale;
            L22[i] = source.L22[i] * scale;
        }
    }

    /// <summary>Returns the color of a Gaussian with straight alpha; gray is expanded to RGB.</summary>
    public GaussianColor<float> StraightColor(int i)
    {
        var alpha = Channels == 4 ? Math.Clamp(Color(3)[i], 0, 1) : 1;
        var straight = Channels == 4 ? 1 / MathF.Max(alpha, 1f / 1024) : 1;
        var isGray = Channels == 1;
        return new(
            Color(0)[i] * straight, Color(isGray ? 0 : 1)[i] * straight, Color(isGray ? 0 : 2)[i] * straight, alpha);
    }

    public void SetStraightColor(int i, GaussianColor<float> color)
    {
        var alpha = Channels == 4 ? color.A : 1;
        Color(0)[i] = color.R * alpha;
        if (Channels > 1)
        {
            Color(1)[i] = color.G * alpha;
            Color(2)[i] = color.B * alpha;
        }

        if (Channels == 4)
        {
            Color(3)[i] = alpha;
        }
    }

    public void Clear() => _buffer.Span.Clear();

    public void Clear(int index)
    {
        for (var row = 0; row < RowCount; row++)
        {
            Row(row)[index] = 0;
        }
    }

    /// <summary>Moves Gaussian <paramref name="order"/>[i] to position i.</summary>
    public void Reorder(int* order, int count, ThreadGrant threads) =>
        RowBands.ForEach(RowCount, threads, CancellationToken.None, (_, row, _) =>
        {
            using var moved = new PooledBuffer<float>(count);
            var values = Row(row);
            for (var i = 0; i < count; i++)
            {
                moved.Pointer[i] = values[order[i]];
            }

            moved.Span.CopyTo(new Span<float>(values, count));
        }, bandHeight: 1);

    public void Dispose() => _buffer.Dispose();
}

/// <summary>The values of a Gaussian that are quantized. The numbers are those of the kernel "restore".</summary>
internal enum FitStage : byte
{
    /// <summary>No value.</summary>
    Free,

    /// <summary>Center, shape and weight.</summary>
    ShapeQuantized,

    /// <summary>All values.</summary>
    AllQuantized,
}

/// <summary>The window of the fit: a Gaussian that falls continuously to zero at <see cref="Cutoff"/> standard
/// deviations.</summary>
/// <remarks>w(q) = max(0, exp(-q/2) - exp(-Cutoff²/2)); a pixel is (sum w c + Background b) / (sum w +
/// Background).</remarks>
internal static class FitKernel
{
    /// <summary>Mahalanobis distance at which the weight is zero.</summary>
    public const float Cutoff = GaussianModel.DefaultCutoff;

    /// <summary>exp(-Cutoff²/2), which is subtracted so that the weight ends at zero.</summary>
    public const float Floor = 0.0021874912f;

    /// <summary>Weight of the background color at every pixel.</summary>
    public const float Background = GaussianModel.DefaultEpsilon;

    /// <summary>-log2(e)/2, which converts q to log2(exp(-q/2)).</summary>
    public const float Log2Scale = -GaussianWindow.HalfLog2E;
}
