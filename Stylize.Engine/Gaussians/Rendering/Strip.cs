namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>A Gaussian in one column of blocks of a tile: values in the first block, and factors from block to block.</summary>
/// <remarks>
/// Down a column of samples, log2(exp(-q/2)) is a parabola, so its second difference is constant (forward differencing). The value of the
/// next block is the value times <see cref="Steps"/>, and the next step is the step times <see cref="StepChange"/>: two products instead of
/// an exponential. If values would underflow on the way, as in long thin slanted shapes, each block computes its own exponentials; see
/// <see cref="IsExact"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Strip
{
    /// <summary>Logarithm below which no sample further down is inside the ellipse; see <see cref="StripPlanner"/>.</summary>
    private const float NegligibleLog = -118;

    /// <summary>exp(-q/2) at the samples of the first block, in the order of <see cref="TileBuffer"/>; 0 far outside the ellipse.</summary>
    public fixed float Values[TileBuffer.BlockSamples];

    /// <summary>Factors from the samples of the first block to those of the block below.</summary>
    public fixed float Steps[TileBuffer.BlockSamples];
    public PreparedGaussian* Gaussian;

    /// <summary>The sums of the first block, and its first column and row of samples.</summary>
    public float* Target;
    public float X, Y;

    /// <summary>Factor of the steps from block to block.</summary>
    public float StepChange;

    /// <summary><see cref="Blocks"/>, negative if <see cref="IsExact"/>.</summary>
    public int SignedBlocks;

    public readonly int Blocks => Math.Abs(SignedBlocks);

    /// <summary>True if the strip must not use values and steps.</summary>
    public readonly bool IsExact => SignedBlocks < 0;

    /// <summary>Computes values and steps of strips in a separate loop, to hide the latency of the exponentials.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Begin(Strip* strip, Strip* end)
    {
        for (; strip < end; strip++)
        {
            var gaussian = strip->Gaussian;
            var (slope, row) = (gaussian->Slope, gaussian->Row);
            var tilt = gaussian->AcrossRow * slope;
            var dy = strip->Y - gaussian->CenterY;
            var d = Vector256.Create(strip->X) + Vector256<float>.Indices - Vector256.Create(gaussian->CenterX + (slope * dy));
            var t = Vector256.FusedMultiplyAdd(d * gaussian->AcrossRow, d, Vector256.Create(row * dy * dy));
            var difference = Vector256.FusedMultiplyAdd(
                d, Vector256.Create(-2 * tilt), Vector256.Create((tilt * slope) + (row * ((2 * dy) + 1))));
            var isNear = Vector256.GreaterThan(t, Vector256.Create(NegligibleLog)).AsSingle();
            var value = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(t) & isNear;
            difference = Vector256.MaxNative(difference, Vector256.Create(Exp2Polynomial.MinArgument));
            var step = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(difference) & isNear;

            // With exponent s of the step by one row and exponent c of its change, a step by two rows is 2 s + c. It changes by 2 c per row
            // and by 4 c per block.
            var change = gaussian->StepChange;
            var steps = step * (step * change);
            value.Store(strip->Values);
            (value * step).Store(strip->Values + TileBuffer.BlockColumns);
            steps.Store(strip->Steps);
            (steps * (change * change)).Store(strip->Steps + TileBuffer.BlockColumns);
            strip->StepChange = change * change * (change * change);
        }
    }
}
