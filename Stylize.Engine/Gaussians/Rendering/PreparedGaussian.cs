namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// A Gaussian in the form that the kernels read, in samples, in one cache line. On row y, with dy = y -
/// <see cref="CenterY"/>, log2(exp(-q/2)) at column x is <see cref="AcrossRow"/> (x - CenterX - Slope dy)^2 +
/// <see cref="Row"/> dy^2. Completing the square in this way avoids cancellation in thin shapes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PreparedGaussian
{
    /// <summary>Center in samples. Sample centers have integer coordinates.</summary>
    public float CenterX, CenterY;

    /// <summary>Sigma_xy / Sigma_yy: shift of the middle of the ellipse per row, in columns.</summary>
    public float Slope;

    /// <summary>-log2(e) / 2 divided by the variance of x given y.</summary>
    public float AcrossRow;

    /// <summary>-log2(e) / 2 divided by Sigma_yy.</summary>
    public float Row;

    /// <summary>-log2(e) / 2 divided by the variance of y given x: half the second difference of the logarithm down a
    /// column.</summary>
    public float Down;

    /// <summary>2^(2 <see cref="Down"/>): the factor by which the ratio of successive rows changes.</summary>
    public float StepChange;

    /// <summary>Distance from the center to the left and right ends of the ellipse, in columns.</summary>
    public float ReachX;

    /// <summary>
    /// Distance of the lowest point of the ellipse to the right of the center, in columns. The highest point is
    /// mirrored.
    /// </summary>
    public float LowestX;

    /// <summary>Sigma_xy / Sigma_xx: shift of the middle of the ellipse per column, in rows.</summary>
    public float Lean;

    /// <summary>Rows from the middle to the edge of the ellipse in the column of the center, divided by
    /// <see cref="ReachX"/>.</summary>
    public float Aspect;

    /// <summary>
    /// Values to multiply by the window and sum: colors, then weight or alpha, depending on the compositing. With
    /// "over" compositing, the last is the alpha above which a sample is finished.
    /// </summary>
    public fixed float Channels[5];
}

/// <summary>Prepared Gaussians and, in a separate array, the bounding boxes for binning.</summary>
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

/// <summary>The samples that a Gaussian may touch, clipped to the picture. Empty for an invisible Gaussian.</summary>
/// <param name="Bottom">Last row, inclusive; less than <paramref name="Top"/> if the box is empty.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SampleBox(int Top, int Bottom, int Left, int Right);

internal sealed record RenderJob(
    GaussianModel Model, PreparedModel Prepared, SampleGrid Columns, SampleGrid Rows, float FullAlpha, IPixelSink Sink,
    CancellationToken Cancellation);
