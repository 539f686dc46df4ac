namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Cuts the parts of Gaussians inside a tile into strips.</summary>
internal static unsafe class StripPlanner
{
    public const int MaxStrips = SampleTiles.MaxColumns / TileBuffer.BlockColumns;
    public static int ScratchLength => 3 * Vector256<float>.Count;

    /// <summary>Smallest logarithm at which a column may begin, so that all products of a strip stay normal
    /// floats.</summary>
    private const float MinStartLog = -115;

    /// <summary>Cuts a Gaussian into strips, without their values and steps.</summary>
    /// <param name="strip">Receives the strips; there must be room for <see cref="MaxStrips"/>.</param>
    /// <returns>The end of the strips.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GaussianStrip* Cut(
        GaussianStrip* strip, PreparedGaussian* gaussian, TileBuffer buffer, in Tile tile, in GaussianWindow window,
        int* scratch)
    {
        var centerX = gaussian->CenterX - tile.Left;
        var reach = gaussian->ReachX + window.Slack;
        var left = float.MaxNative(centerX - reach, 0);
        var right = float.MinNative(centerX + reach, tile.Width - 1);
        var column = (int)left >> TileBuffer.BlockColumnBits;
        var last = (int)right >> TileBuffer.BlockColumnBits;
        var (min, max) = (Vector256.Create(left - centerX), Vector256.Create(right - centerX));
        var centerY = Vector256.Create(gaussian->CenterY - tile.Top);
        var lean = Vector256.Create(gaussian->Lean);
        var lowestX = Vector256.Create(gaussian->LowestX);
        var height = tile.Height;
        nint columnStride = buffer.ColumnStride;
        nint pairStride = buffer.PairStride;
        for (; column <= last; column += Vector256<float>.Count)
        {
            // For each column of blocks: its ends inside the ellipse, and the positions of the highest and lowest point
            // between them.
            var x = column * TileBuffer.BlockColumns;
            var from = Vector256.Create(x - centerX) + (Vector256<float>.Indices * TileBuffer.BlockColumns);
            var to = Vector256.MinNative(from + Vector256.Create(TileBuffer.BlockColumns - 1f), max);
            from = Vector256.MaxNative(from, min);
            var above = Vector256.MinNative(Vector256.MaxNative(-lowestX, from), to);
            var below = Vector256.MinNative(Vector256.MaxNative(lowestX, from), to);
            var top = centerY + (above * lean) - Half(gaussian, window, above);
            var bottom = centerY + (below * lean) + Half(gaussian, window, below);
            top = Vector256.MinNative(
                Vector256.MaxNative(Vector256.Ceiling(top), Vector256<float>.Zero), Vector256.Create((float)height));
            bottom = Vector256.MinNative(
                Vector256.MaxNative(Vector256.Floor(bottom), -Vector256<float>.One), Vector256.Create(height - 1f));
            var first = Vector256.ConvertToInt32Native(top) >> 1;
            var blocks = (Vector256.ConvertToInt32Native(bottom) >> 1) - first + Vector256<int>.One;

            // The middle of the ellipse is a line, so its distance from the first row is largest at an end.
            var y = Vector256.ConvertToSingle(first << 1);
            var dy = y - centerY;
            var far = Vector256.MaxNative(Vector256.Abs(dy - (lean * from)), Vector256.Abs(dy - (lean * to)));
            var isExact =
                Vector256.LessThan(far * far * gaussian->Down, Vector256.Create(MinStartLog - window.Edge)).AsInt32();
            first.Store(scratch);
            ((Vector256.Max(blocks, Vector256<int>.Zero) ^ isExact) - isExact).Store(scratch + Vector256<float>.Count);
            (y + Vector256.Create((float)tile.Top)).Store((float*)scratch + (2 * Vector256<float>.Count));

            var target = buffer.Origin + (column * columnStride);
            var stripX = (float)(tile.Left + x);
            var count = Math.Min(last - column + 1, Vector256<float>.Count);
            for (var k = 0; k < count; k++, target += columnStride, stripX += TileBuffer.BlockColumns)
            {
                // The next strip overwrites an empty one. This avoids an unpredictable branch.
                strip->Gaussian = gaussian;
                strip->Target = target + (scratch[k] * pairStride);
                strip->X = stripX;
                strip->Y = ((float*)scratch)[(2 * Vector256<float>.Count) + k];
                strip->SignedBlocks = scratch[Vector256<float>.Count + k];
                strip += scratch[Vector256<float>.Count + k] != 0 ? 1 : 0;
            }
        }

        return strip;
    }

    /// <summary>Returns the rows from the middle of the ellipse to its edge at a column, plus a reserve for
    /// rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(PreparedGaussian* gaussian, in GaussianWindow window, Vector256<float> x)
    {
        var square = Vector256.Create(gaussian->ReachX * gaussian->ReachX * 1.001f) - (x * x);
        return (Vector256.Sqrt(Vector256.MaxNative(square, Vector256<float>.Zero)) * gaussian->Aspect)
            + Vector256.Create(window.Slack);
    }
}

/// <summary>A Gaussian in one column of blocks of a tile: values in the first block, and factors from block to
/// block.</summary>
/// <remarks>
/// Down a column of samples, log2(exp(-q/2)) is a parabola, so its second difference is constant (forward
/// differencing). The value of the next block is the value times <see cref="Steps"/>, and the next step is the step
/// times <see cref="StepChange"/>: two products instead of an exponential. If values would underflow on the way, as in
/// long thin slanted shapes, each block computes its own exponentials; see <see cref="IsExact"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GaussianStrip
{
    /// <summary>Logarithm below which no sample further down is inside the ellipse; see
    /// <see cref="StripPlanner"/>.</summary>
    private const float NegligibleLog = -118;

    /// <summary>exp(-q/2) at the samples of the first block, in the order of <see cref="TileBuffer"/>; 0 far outside
    /// the ellipse.</summary>
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

    /// <summary>Computes values and steps of strips in a separate loop, to hide the latency of the
    /// exponentials.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Begin(GaussianStrip* strip, GaussianStrip* end)
    {
        for (; strip < end; strip++)
        {
            var gaussian = strip->Gaussian;
            var (slope, row) = (gaussian->Slope, gaussian->Row);
            var tilt = gaussian->AcrossRow * slope;
            var dy = strip->Y - gaussian->CenterY;
            var d = Vector256.Create(strip->X) + Vector256<float>.Indices
                - Vector256.Create(gaussian->CenterX + (slope * dy));
            var t = Vector256.FusedMultiplyAdd(d * gaussian->AcrossRow, d, Vector256.Create(row * dy * dy));
            var difference = Vector256.FusedMultiplyAdd(
                d, Vector256.Create(-2 * tilt), Vector256.Create((tilt * slope) + (row * ((2 * dy) + 1))));
            var isNear = Vector256.GreaterThan(t, Vector256.Create(NegligibleLog)).AsSingle();
            var value = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(t) & isNear;
            difference = Vector256.MaxNative(difference, Vector256.Create(Exp2Polynomial.MinArgument));
            var step = Exp2Polynomial.Evaluate<Lanes256, Vector256<float>>(difference) & isNear;

            // With exponent s of the step by one row and exponent c of its change, a step by two rows is 2 s + c. It
            // changes by 2 c per row and by 4 c per block.
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
