using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Adds a Gaussian's channels, times its window, to the sums of a tile.</summary>
internal readonly unsafe struct SumBlend<TLanes, TVector, TChannels> : ISampleBlend<TVector, SumBlend<TLanes, TVector, TChannels>>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TChannels : IChannelCount
{
    private readonly TVector _c0;
    private readonly TVector _c1;
    private readonly TVector _c2;
    private readonly TVector _c3;
    private readonly TVector _c4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SumBlend(PreparedGaussian* gaussian)
    {
        _c0 = TLanes.Create(gaussian->Channels[0]);
        _c1 = TLanes.Create(gaussian->Channels[1]);
        _c2 = TLanes.Create(gaussian->Channels[2]);
        _c3 = TChannels.Value > 3 ? TLanes.Create(gaussian->Channels[3]) : default;
        _c4 = TChannels.Value > 4 ? TLanes.Create(gaussian->Channels[4]) : default;
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
