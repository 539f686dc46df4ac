namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Blends a Gaussian into the samples of a tile.</summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal unsafe interface ISampleBlend<TVector, TSelf>
    where TSelf : struct, ISampleBlend<TVector, TSelf>
{
    static abstract TSelf Create(PreparedGaussian* gaussian);

    /// <param name="window">The window at each sample; 0 outside the ellipse.</param>
    /// <param name="target">First channel of the samples; the others follow at a distance of <see cref="TileBuffer.BlockSamples"/>.</param>
    void Blend(TVector window, float* target);
}

/// <summary>Adds a Gaussian's channels, multiplied by its window, to the sums of a tile.</summary>
internal readonly unsafe struct SumBlend<TLanes, TVector, TChannels> : ISampleBlend<TVector, SumBlend<TLanes, TVector, TChannels>>
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
/// Composites a Gaussian behind the content of a tile: the "over" operator, front to back (Porter and Duff, 1984). The Gaussian's channels
/// are straight red, green, blue and opacity; those of the tile are premultiplied. A sample with alpha above
/// <see cref="RenderOptions.TerminationThreshold"/> is finished.
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
