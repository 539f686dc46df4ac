using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Draws Gaussians into a tile, some at a time: cuts them into strips, begins the strips, draws them. In three loops, so that none waits
/// for what another one has just computed.
/// </summary>
internal static unsafe class TileKernel
{
    /// <summary>How many Gaussians before its turn one is fetched into the cache; sorted by columns they lie all over memory.</summary>
    private const int Ahead = 6;

    /// <summary>Strips that are enough to be drawn; few, so that they stay in the cache.</summary>
    private const int Enough = 64;

    /// <summary>Strips of scratch that <see cref="Draw"/> needs.</summary>
    public const int StripCapacity = Enough + StripPlanner.MostStrips;

    /// <summary>Draws Gaussians.</summary>
    /// <param name="gaussians">All Gaussians of the rendering.</param>
    /// <param name="chosen">Those to draw.</param>
    /// <param name="buffer">Receives them.</param>
    /// <param name="tile">Where the buffer lies.</param>
    /// <param name="window">The window.</param>
    /// <param name="strips">Scratch.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        PreparedGaussian* gaussians,
        ReadOnlySpan<int> chosen,
        TileBuffer buffer,
        in Tile tile,
        in GaussianWindow window,
        Strip* strips)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var scratch = stackalloc int[StripPlanner.ScratchLength];
        for (var i = 0; i < chosen.Length;)
        {
            var end = strips;
            for (; i < chosen.Length && end < strips + Enough; i++)
            {
                if (Sse.IsSupported && i + Ahead < chosen.Length)
                {
                    Sse.Prefetch0(gaussians + chosen[i + Ahead]);
                }

                end = StripPlanner.Cut(end, gaussians + chosen[i], buffer, tile, window, scratch);
            }

            Strip.Begin(strips, end);
            StripKernel.Draw<TLanes, TVector, TBlend>(strips, end, buffer.PairStride, window);
        }
    }
}
