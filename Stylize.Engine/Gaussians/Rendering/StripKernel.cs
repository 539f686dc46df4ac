namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Evaluates windows at the samples of strips, compiled per type of blending so that the loops contain no calls.</summary>
internal static unsafe class StripKernel
{
    /// <summary>Column of each sample within its block.</summary>
    private static ReadOnlySpan<float> BlockColumns => [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7];
    private static ReadOnlySpan<float> BlockRows => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>Draws strips in order. Windows outside an ellipse are exactly 0, so blocks may extend beyond it.</summary>
    /// <param name="pairStride">Floats from a block to the block below.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(Strip* strip, Strip* end, nint pairStride, in GaussianWindow window)
        where TLanes : ILanes<TVector>
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var floor = TLanes.Create(window.Floor);
        for (; strip < end; strip++)
        {
            if (strip->IsExact)
            {
                DrawExact<TLanes, TVector, TBlend>(strip, pairStride, floor);
            }
            else if (TLanes.Count == TileBuffer.BlockSamples)
            {
                DrawOne<TLanes, TVector, TBlend>(strip, pairStride, floor);
            }
            else
            {
                for (var part = 0; part < TileBuffer.BlockSamples; part += 2 * TLanes.Count)
                {
                    DrawTwo<TLanes, TVector, TBlend>(strip, pairStride, floor, part);
                }
            }
        }
    }

    /// <summary>Draws a strip whose blocks are one vector each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawOne<TLanes, TVector, TBlend>(Strip* strip, nint pairStride, TVector floor)
        where TLanes : ILanes<TVector>
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var blend = TBlend.Create(strip->Gaussian);
        var change = TLanes.Create(strip->StepChange);
        var (value, step) = (TLanes.Load(strip->Values), TLanes.Load(strip->Steps));
        var target = strip->Target;
        for (var blocks = strip->Blocks; blocks > 0; blocks--)
        {
            blend.Blend(TLanes.Subtract(TLanes.Max(value, floor), floor), target);
            value = TLanes.Multiply(value, step);
            step = TLanes.Multiply(step, change);
            target += pairStride;
        }
    }

    /// <summary>Draws two vectors of each block of a strip.</summary>
    /// <param name="part">First sample of the first vector; the second vector follows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DrawTwo<TLanes, TVector, TBlend>(Strip* strip, nint pairStride, TVector floor, int part)
        where TLanes : ILanes<TVector>
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var blend = TBlend.Create(strip->Gaussian);
        var change = TLanes.Create(strip->StepChange);
        var (value0, step0) = (TLanes.Load(strip->Values + part), TLanes.Load(strip->Steps + part));
        part += TLanes.Count;
        var (value1, step1) = (TLanes.Load(strip->Values + part), TLanes.Load(strip->Steps + part));
        var target = strip->Target + part;
        for (var blocks = strip->Blocks; blocks > 0; blocks--)
        {
            blend.Blend(TLanes.Subtract(TLanes.Max(value0, floor), floor), target - TLanes.Count);
            blend.Blend(TLanes.Subtract(TLanes.Max(value1, floor), floor), target);
            value0 = TLanes.Multiply(value0, step0);
            value1 = TLanes.Multiply(value1, step1);
            step0 = TLanes.Multiply(step0, change);
            step1 = TLanes.Multiply(step1, change);
            target += pairStride;
        }
    }

    /// <summary>Draws a strip with exponentials at every sample. It is rare, so it need not be inlined.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DrawExact<TLanes, TVector, TBlend>(Strip* strip, nint pairStride, TVector floor)
        where TLanes : ILanes<TVector>
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var gaussian = strip->Gaussian;
        var blend = TBlend.Create(gaussian);
        var lowest = TLanes.Create(Exp2Polynomial.MinArgument);
        var across = TLanes.Create(gaussian->AcrossRow);
        var row = TLanes.Create(gaussian->Row);
        var slope = TLanes.Create(gaussian->Slope);
        var (centerX, centerY) = (TLanes.Create(gaussian->CenterX), TLanes.Create(gaussian->CenterY));
        var (x, y) = (TLanes.Create(strip->X), TLanes.Create(strip->Y));
        var target = strip->Target;
        fixed (float* columns = BlockColumns, rows = BlockRows)
        {
            for (var blocks = strip->Blocks; blocks > 0; blocks--)
            {
                for (var part = 0; part < TileBuffer.BlockSamples / TLanes.Count; part++)
                {
                    var dy = TLanes.Subtract(TLanes.Add(y, TLanes.Load(rows + (part * TLanes.Count))), centerY);
                    var middle = TLanes.Add(centerX, TLanes.Multiply(slope, dy));
                    var d = TLanes.Subtract(TLanes.Add(x, TLanes.Load(columns + (part * TLanes.Count))), middle);
                    var t = TLanes.Fma(TLanes.Multiply(d, across), d, TLanes.Multiply(TLanes.Multiply(row, dy), dy));
                    var value = Exp2Polynomial.Evaluate<TLanes, TVector>(TLanes.Max(lowest, t));
                    blend.Blend(TLanes.Subtract(TLanes.Max(value, floor), floor), target + (part * TLanes.Count));
                }

                y = TLanes.Add(y, TLanes.Create(2));
                target += pairStride;
            }
        }
    }
}

/// <summary>Draws Gaussians into a tile in three loops (cut into strips, begin, draw), which hides the latency of each step.</summary>
internal static unsafe class TileKernel
{
    /// <summary>
    /// Number of Gaussians by which one is prefetched into the cache. Gaussians sorted by column are scattered in memory.
    /// </summary>
    private const int PrefetchDistance = 6;

    /// <summary>Number of planned strips at which drawing starts; so few strips stay in the cache.</summary>
    private const int BatchStrips = 64;

    public const int StripCapacity = BatchStrips + StripPlanner.MaxStrips;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        PreparedGaussian* gaussians, ReadOnlySpan<int> chosen, TileBuffer buffer, in Tile tile, in GaussianWindow window, Strip* strips)
        where TLanes : ILanes<TVector>
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var scratch = stackalloc int[StripPlanner.ScratchLength];
        for (var i = 0; i < chosen.Length;)
        {
            var end = strips;
            for (; i < chosen.Length && end < strips + BatchStrips; i++)
            {
                if (Sse.IsSupported && i + PrefetchDistance < chosen.Length)
                {
                    Sse.Prefetch0(gaussians + chosen[i + PrefetchDistance]);
                }

                end = StripPlanner.Cut(end, gaussians + chosen[i], buffer, tile, window, scratch);
            }

            Strip.Begin(strips, end);
            StripKernel.Draw<TLanes, TVector, TBlend>(strips, end, buffer.PairStride, window);
        }
    }
}
