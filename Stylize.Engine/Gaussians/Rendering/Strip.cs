using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>One Gaussian in one column of blocks of a tile: its values in the first block, and what leads to those below.</summary>
/// <remarks>
/// Down a column of samples the binary logarithm of exp(-q/2) is a parabola, so its second difference is constant (forward differencing).
/// Hence a block's value is that of the block above times <see cref="Steps"/>, and the next step is this one times
/// <see cref="StepChange"/>: two products instead of an exponential. Where values would underflow on the way, as in long thin shapes at a
/// slant, each block has its own exponentials; see <see cref="IsExact"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Strip
{
    /// <summary>Binary logarithm below which no sample further down is within the ellipse; see <see cref="StripPlanner"/>.</summary>
    private const float Nothing = -118;

    /// <summary>exp(-q/2) at the samples of the first block, in the order of <see cref="TileBuffer"/>; 0 far outside.</summary>
    public fixed float Values[TileBuffer.BlockSamples];

    /// <summary>Factors from the samples of the first block to those of the block below, two rows further.</summary>
    public fixed float Steps[TileBuffer.BlockSamples];
    public PreparedGaussian* Gaussian;

    /// <summary>The first block's sums, and its first column and row of samples.</summary>
    public float* Target;
    public float X, Y;

    /// <summary>Factor of the steps from block to block.</summary>
    public float StepChange;

    /// <summary><see cref="Blocks"/>, negative where <see cref="IsExact"/>.</summary>
    public int SignedBlocks;

    public readonly int Blocks => Math.Abs(SignedBlocks);

    /// <summary>True where values and steps must not be used.</summary>
    public readonly bool IsExact => SignedBlocks < 0;

    /// <summary>Fills in values and steps of strips. Each takes long, and so many are under way at once.</summary>
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
            var isNear = Vector256.GreaterThan(t, Vector256.Create(Nothing)).AsSingle();
            var value = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(t) & isNear;
            difference = Vector256.MaxNative(difference, Vector256.Create(Exp2Polynomial.MinArgument));
            var step = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(difference) & isNear;

            // With the exponents s of the step by one row and c of its change, a step by two rows is 2 s + c; it changes by 2 c from row
            // to row and by 4 c from block to block.
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
