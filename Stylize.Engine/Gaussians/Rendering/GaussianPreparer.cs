using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Prepares Gaussians for the kernels, for one grid of samples.</summary>
internal static unsafe class GaussianPreparer
{
    private const float HalfLog2E = 0.72134752f;

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
            for (var i = first; i < end; i++)
            {
                prepared.Pointer[i] = Prepare(model, chosen[i], columns, rows);
            }
        }, bandHeight: 4096);
        return prepared;
    }

    private static PreparedGaussian Prepare(GaussianModel model, int index, SampleGrid columns, SampleGrid rows)
    {
        var store = model.Store;
        var first = store.PlanePointer(0) + index;
        nint stride = store.Stride;
        double l11 = first[2 * stride] * columns.PerSource;
        double l21 = first[3 * stride] * rows.PerSource;
        double l22 = first[4 * stride] * rows.PerSource;
        var (addX, addY) = (columns.AddedVariance, rows.AddedVariance);
        var xx = l11 * l11;
        var yy = (l21 * l21) + (l22 * l22);
        var determinant = xx * l22 * l22;
        var convolved = determinant + (addX * yy) + (addY * xx) + (addX * addY);
        var varianceY = Math.Max(yy + addY, MinVariance);
        var varianceXGivenY = Math.Max(convolved / varianceY, MinVariance);
        var slope = l11 * l21 / varianceY;
        var centerX = (first[0] * (double)columns.Samples) - 0.5;
        var centerY = (first[stride] * (double)rows.Samples) - 0.5;
        var reachX = model.Cutoff * Math.Sqrt(varianceXGivenY + (slope * slope * varianceY));
        var reachY = model.Cutoff * Math.Sqrt(varianceY);
        var result = new PreparedGaussian
        {
            CenterX = (float)centerX,
            CenterY = (float)centerY,
            Slope = (float)slope,
            AcrossRow = (float)(-HalfLog2E / varianceXGivenY),
            Row = (float)(-HalfLog2E / varianceY),
            Left = First(centerX - reachX),
            Right = Last(centerX + reachX, columns.Samples),
            Top = First(centerY - reachY),
            Bottom = Last(centerY + reachY, rows.Samples),
        };
        var amplitude = addX + addY > 0 ? (float)Math.Sqrt(determinant / convolved) : 1;
        SetChannels(ref result, model, first, stride, amplitude);
        if (!IsVisible(result))
        {
            result.Bottom = result.Top - 1;
        }

        return result;
    }

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

    private static bool IsVisible(in PreparedGaussian g)
    {
        var sum = g.CenterX + g.CenterY + g.Slope + g.AcrossRow + g.Row;
        for (var k = 0; k < 5; k++)
        {
            sum += g.Channels[k];
        }

        return float.IsFinite(sum) && g.Left <= g.Right;
    }

    private static int First(double edge) => (int)Math.Clamp(Math.Floor(edge), 0, int.MaxValue);

    private static int Last(double edge, int samples) => (int)Math.Clamp(Math.Ceiling(edge), -1, samples - 1);
}
