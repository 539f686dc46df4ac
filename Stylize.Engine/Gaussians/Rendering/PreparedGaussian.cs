using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// One Gaussian as the kernels read it, in samples; one cache line. On row y, with dy = y - <see cref="CenterY"/>, the binary logarithm of
/// exp(-q/2) at column x is <see cref="AcrossRow"/> (x - CenterX - Slope dy)^2 + <see cref="Row"/> dy^2. With the square completed in this
/// way nothing cancels, however thin the shape.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PreparedGaussian
{
    /// <summary>Center, in samples whose own centers lie at whole numbers.</summary>
    public float CenterX, CenterY;

    /// <summary>Sigma_xy / Sigma_yy: by how many columns the middle of the ellipse moves from row to row.</summary>
    public float Slope;

    /// <summary>-log2(e) / 2 over the variance of x given y.</summary>
    public float AcrossRow;

    /// <summary>-log2(e) / 2 over Sigma_yy.</summary>
    public float Row;

    /// <summary>-log2(e) / 2 over the variance of y given x: half the second difference of the logarithm down a column.</summary>
    public float Down;

    /// <summary>2^(2 <see cref="Down"/>): the factor by which the ratio of a row to the one above changes from row to row.</summary>
    public float StepChange;

    /// <summary>Columns from the center to the ellipse's ends on the left and right.</summary>
    public float ReachX;

    /// <summary>By how many columns the ellipse's lowest point lies right of the center; the highest point lies as far left.</summary>
    public float LowestX;

    /// <summary>Sigma_xy / Sigma_xx: by how many rows the middle of the ellipse moves from column to column.</summary>
    public float Lean;

    /// <summary>Rows from the middle to the ellipse's edge in the column of the center, over <see cref="ReachX"/>.</summary>
    public float Aspect;

    /// <summary>Values multiplied by the window and summed: colors, then weight or alpha as the compositing needs.</summary>
    public fixed float Channels[5];
}

/// <summary>Gaussians as the kernels read them and, side by side, where they lie: all that the bins need to know.</summary>
internal sealed class PreparedModel(int count) : IDisposable
{
    public PooledBuffer<PreparedGaussian> Gaussians { get; } = new(count);
    public PooledBuffer<SampleBox> Boxes { get; } = new(count);

    public void Dispose()
    {
        Gaussians.Dispose();
        Boxes.Dispose();
    }
}

/// <summary>The samples that a Gaussian may touch, clipped to the picture; of a Gaussian that is not seen no row.</summary>
/// <param name="Bottom">Last row; less than <paramref name="Top"/> where no row is touched.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SampleBox(int Top, int Bottom, int Left, int Right);

internal sealed record RenderJob(
    GaussianModel Model, PreparedModel Prepared, SampleGrid Columns, SampleGrid Rows, IPixelSink Sink, CancellationToken Cancellation);
