using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Composites a Gaussian behind what a tile already holds: the "over" operator front to back (Porter and Duff, 1984). The Gaussian's
/// channels are straight red, green, blue and opacity; the tile's are premultiplied. A sample whose alpha exceeds
/// <see cref="OverCompositing.Full"/> is finished.
/// </summary>
internal readonly unsafe struct OverBlend<TLanes, TVector> : ISampleBlend<TVector, OverBlend<TLanes, TVector>>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    private readonly TVector _r;
    private readonly TVector _g;
    private readonly TVector _b;
    private readonly TVector _opacity;

    private OverBlend(PreparedGaussian* gaussian)
    {
        _r = TLanes.Create(gaussian->Channels[0]);
        _g = TLanes.Create(gaussian->Channels[1]);
        _b = TLanes.Create(gaussian->Channels[2]);
        _opacity = TLanes.Create(gaussian->Channels[3]);
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
        var visible = TLanes.WhereAtMost(behind, TLanes.Create(OverCompositing.Full), covered);
        TLanes.Store(TLanes.Fma(visible, _r, TLanes.Load(target)), target);
        TLanes.Store(TLanes.Fma(visible, _g, TLanes.Load(target + stride)), target + stride);
        TLanes.Store(TLanes.Fma(visible, _b, TLanes.Load(target + (2 * stride))), target + (2 * stride));
        TLanes.Store(TLanes.Add(behind, visible), target + (3 * stride));
    }
}
