using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Prepares Gaussians for the kernels, for one grid of samples.</summary>
internal static unsafe class GaussianPreparer
{
    private const float HalfLog2E = 0.72134752f;

    /// <summary>Gaussians that are prepared at a time.</summary>
    private const int Lanes = 4;

    /// <summary>Smallest variance of x given y, and of y, in samples squared; shapes that narrow fall between the samples.</summary>
    private const double MinVariance = 1e-8;

    /// <summary>Prepares the chosen Gaussians.</summary>
    /// <param name="chosen">Indices into the store.</param>
    /// <returns>As many as indices; the caller owns the buffer.</returns>
    public static PooledBuffer<PreparedGaussian> Prepare(
        GaussianModel model,
        int[] chosen,
        SampleGrid columns,
        SampleGrid rows,
        int maxThreads,
        CancellationToken cancellation)
    {
        var prepared = new PooledBuffer<PreparedGaussian>(chosen.Length);
        RowBands.ForEach(chosen.Length, maxThreads, cancellation, (_, first, end) =>
        {
            for (; first < end; first += Lanes)
            {
                Prepare(model, chosen.AsSpan(first, Math.Min(Lanes, end - first)), columns, rows, prepared.Pointer + first);
            }
        }, bandHeight: 4096);
        return prepared;
    }

    /// <summary>Prepares up to four Gaussians: what needs roots and quotients in one vector of doubles.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(
        GaussianModel model,
        ReadOnlySpan<int> indices,
        in SampleGrid columns,
        in SampleGrid rows,
        PreparedGaussian* results)
    {
        // The last one stands in for those that there are not.
        var (a, last) = (indices[0], indices.Length - 1);
        var (b, c, d) = (indices[Math.Min(1, last)], indices[Math.Min(2, last)], indices[last]);
        nint stride = model.Store.Stride;
        var planes = model.Store.PlanePointer(0);
        var l11 = Load(planes + (2 * stride)) * columns.PerSource;
        var l21 = Load(planes + (3 * stride)) * rows.PerSource;
        var l22 = Load(planes + (4 * stride)) * rows.PerSource;
        var (addX, addY) = (Vector256.Create(columns.AddedVariance), Vector256.Create(rows.AddedVariance));
        var minVariance = Vector256.Create(MinVariance);
        var xx = l11 * l11;
        var yy = (l21 * l21) + (l22 * l22);
        var determinant = xx * l22 * l22;
        var convolved = determinant + (addX * yy) + (addY * xx) + (addX * addY);
        var varianceY = Vector256.Max(yy + addY, minVariance);
        var varianceXGivenY = Vector256.Max(convolved / varianceY, minVariance);
        var slope = l11 * l21 / varianceY;
        var centerX = (Load(planes) * columns.Samples) - Vector256.Create(0.5);
        var centerY = (Load(planes + stride) * rows.Samples) - Vector256.Create(0.5);
        var cutoff = Vector256.Create((double)model.Cutoff);
        var reachX = cutoff * Vector256.Sqrt(varianceXGivenY + (slope * slope * varianceY));
        var reachY = cutoff * Vector256.Sqrt(varianceY);
        var scale = Vector256.Create((double)-HalfLog2E);
        var (acrossRow, row) = (scale / varianceXGivenY, scale / varianceY);
        var (left, right) = (First(centerX - reachX), Last(centerX + reachX, columns.Samples));
        var (top, bottom) = (First(centerY - reachY), Last(centerY + reachY, rows.Samples));
        var amplitude = addX[0] + addY[0] > 0 ? Vector256.Sqrt(determinant / convolved) : Vector256<double>.One;
        for (var k = 0; k <= last; k++)
        {
            ref var result = ref results[k];
            result.CenterX = (float)centerX[k];
            result.CenterY = (float)centerY[k];
            result.Slope = (float)slope[k];
            result.AcrossRow = (float)acrossRow[k];
            result.Row = (float)row[k];
            result.Left = (int)left[k];
            result.Right = (int)right[k];
            result.Top = (int)top[k];
            result.Bottom = (int)bottom[k];
            SetChannels(ref result, model, planes + indices[k], stride, (float)amplitude[k]);
            if (!IsVisible(result))
            {
                result.Bottom = result.Top - 1;
            }
        }

        Vector256<double> Load(float* plane)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(plane[a], plane[b], plane[c], plane[d]));
            return Vector256.Create(lower, upper);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetChannels(ref PreparedGaussian result, GaussianModel model, float* first, nint stride, float amplitude)
    {
        var weight = first[9 * stride] * amplitude;
        var alpha = model.HasAlpha ? first[8 * stride] : 1;
        var color = model.Compositing == GaussianCompositing.Over ? 1 : weight * alpha;
        result.Channels[0] = first[5 * stride] * color;
        result.Channels[1] = first[6 * stride] * color;
        result.Channels[2] = first[7 * stride] * color;
        result.Channels[3] = model.Compositing == GaussianCompositing.Normalised ? weight : weight * alpha;
        result.Channels[4] = weight * alpha;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsVisible(in PreparedGaussian g)
    {
        var sum = g.CenterX + g.CenterY + g.Slope + g.AcrossRow + g.Row
            + g.Channels[0] + g.Channels[1] + g.Channels[2] + g.Channels[3] + g.Channels[4];
        return float.IsFinite(sum) && g.Left <= g.Right;
    }

    private static Vector256<double> First(Vector256<double> edge) =>
        Vector256.Min(Vector256.Max(Vector256.Floor(edge), Vector256<double>.Zero), Vector256.Create((double)int.MaxValue));

    private static Vector256<double> Last(Vector256<double> edge, int samples) =>
        Vector256.Min(Vector256.Max(Vector256.Ceiling(edge), Vector256.Create(-1.0)), Vector256.Create((double)samples - 1));
}
