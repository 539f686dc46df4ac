namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Evaluates windows at the samples of strips, compiled per type of blending so that the loops contain no
/// calls.</summary>
internal static unsafe class StripKernel
{
    /// <summary>Column of each sample within its block.</summary>
    private static ReadOnlySpan<float> BlockColumns => [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7];
    private static ReadOnlySpan<float> BlockRows => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>Draws strips in order. Windows outside an ellipse are exactly 0, so blocks may extend beyond
    /// it.</summary>
    /// <param name="pairStride">Floats from a block to the block below.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        GaussianStrip* strip, GaussianStrip* end, nint pairStride, in GaussianWindow window)
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
    private static void DrawOne<TLanes, TVector, TBlend>(GaussianStrip* strip, nint pairStride, TVector floor)
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
    private static void DrawTwo<TLanes, TVector, TBlend>(GaussianStrip* strip, nint pairStride, TVector floor, int part)
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
    private static void DrawExact<TLanes, TVector, TBlend>(GaussianStrip* strip, nint pairStride, TVector floor)
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

/// <summary>Draws Gaussians into a tile in three loops (cut into strips, begin, draw), which hides the latency of each
/// step.</summary>
internal static unsafe class TileKernel
{
    /// <summary>
    /// Number of Gaussians by which one is prefetched into the cache. Gaussians sorted by column are scattered in
    /// memory.
    /// </summary>
    public const int PrefetchDistance = 6;

    /// <summary>Number of planned strips at which drawing starts; so few strips stay in the cache.</summary>
    private const int BatchStrips = 64;

    public const int StripCapacity = BatchStrips + StripPlanner.MaxStrips;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        PreparedGaussian* gaussians, ReadOnlySpan<int> chosen, TileBuffer buffer, in Tile tile,
        in GaussianWindow window, GaussianStrip* strips)
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

            GaussianStrip.Begin(strips, end);
            StripKernel.Draw<TLanes, TVector, TBlend>(strips, end, buffer.PairStride, window);
        }
    }
}

/// <summary>Blends a Gaussian into the samples of a tile.</summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal unsafe interface ISampleBlend<TVector, TSelf>
    where TSelf : struct, ISampleBlend<TVector, TSelf>
{
    static abstract TSelf Create(PreparedGaussian* gaussian);

    /// <param name="window">The window at each sample; 0 outside the ellipse.</param>
    /// <param name="target">First channel of the samples; the others follow at a distance of
    /// <see cref="TileBuffer.BlockSamples"/>.</param>
    void Blend(TVector window, float* target);
}

/// <summary>Adds a Gaussian's channels, multiplied by its window, to the sums of a tile.</summary>
internal readonly unsafe struct SumBlend<TLanes, TVector, TChannels>
    : ISampleBlend<TVector, SumBlend<TLanes, TVector, TChannels>>
    where TLanes : ILanes<TVector>
    where TChannels : IChannelCount
{
    private readonly TVector _c0, _c1, _c2, _c3, _c4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SumBlend(PreparedGaussian* gaussian)
    {
        _c0 = TLanes.Create(gaussian->Channels[0]);
        _c1 = TLanes.Create(gaussian->Channels[1]);
        _c2 = TLanes.Create(gaussian->Channels[2]);
        _c3 = TChannels.Value > 3 ? TLanes.Create(gaussian->Channels[3]) : default!;
        _c4 = TChannels.Value > 4 ? TLanes.Create(gaussian->Channels[4]) : default!;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumBlend<TLanes, TVector, TChannels> Create(PreparedGaussian* gaussian) => new(gaussian);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Blend(TVector window, float* target)
    {
        const int stride = TileBuffer.BlockSamples;
        TLanes.Store(TLanes.Fma(window, _c0, TLanes.Load(target)), target);
        TLanes.Store(TLanes.Fma(window, _c1, TLanes.Load(target + stride)), target + stride);
        TLanes.Store(TLanes.Fma(window, _c2, TLanes.Load(target + (2 * stride))), target + (2 * stride));
        if (TChannels.Value > 3)
        {
            TLanes.Store(TLanes.Fma(window, _c3, TLanes.Load(target + (3 * stride))), target + (3 * stride));
        }

        if (TChannels.Value > 4)
        {
            TLanes.Store(TLanes.Fma(window, _c4, TLanes.Load(target + (4 * stride))), target + (4 * stride));
        }
    }
}

/// <summary>
/// Composites a Gaussian behind the content of a tile: the "over" operator, front to back (Porter and Duff, 1984). The
/// Gaussian's channels are straight red, green, blue and opacity; those of the tile are premultiplied. A sample with
/// alpha above <see cref="RenderOptions.TerminationThreshold"/> is finished.
/// </summary>
internal readonly unsafe struct OverBlend<TLanes, TVector> : ISampleBlend<TVector, OverBlend<TLanes, TVector>>
    where TLanes : ILanes<TVector>
{
    private readonly TVector _r, _g, _b, _opacity, _full;

    private OverBlend(PreparedGaussian* gaussian)
    {
        _r = TLanes.Create(gaussian->Channels[0]);
        _g = TLanes.Create(gaussian->Channels[1]);
        _b = TLanes.Create(gaussian->Channels[2]);
        _opacity = TLanes.Create(gaussian->Channels[3]);
        _full = TLanes.Create(gaussian->Channels[4]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OverBlend<TLanes, TVector> Create(PreparedGaussian* gaussian) => new(gaussian);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Blend(TVector window, float* target)
    {
        const int stride = TileBuffer.BlockSamples;
        var one = TLanes.Create(1);
        var behind = TLanes.Load(target + (3 * stride));
        var covered = TLanes.Multiply(TLanes.Subtract(one, behind), TLanes.Min(one, TLanes.Multiply(window, _opacity)));
        var visible = TLanes.WhereAtMost(behind, _full, covered);
        TLanes.Store(TLanes.Fma(visible, _r, TLanes.Load(target)), target);
        TLanes.Store(TLanes.Fma(visible, _g, TLanes.Load(target + stride)), target + stride);
        TLanes.Store(TLanes.Fma(visible, _b, TLanes.Load(target + (2 * stride))), target + (2 * stride));
        TLanes.Store(TLanes.Add(behind, visible), target + (3 * stride));
    }
}

/// <summary>Detects finished samples in "over" compositing.</summary>
internal static unsafe class OverCompositing
{
    /// <param name="full">Alpha above which a sample is finished.</param>
    public static bool IsFinished(TileBuffer buffer, in Tile tile, float full)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            for (var x = 0; x < tile.Width; x++)
            {
                if (buffer.Run(x / TileBuffer.BlockColumns, y, 3)[x % TileBuffer.BlockColumns] <= full) return false;
            }
        }

        return true;
    }
}
