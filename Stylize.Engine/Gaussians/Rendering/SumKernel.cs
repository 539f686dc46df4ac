using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Adds one Gaussian to the sums of a tile, row by row over its ellipse. A sample outside the ellipse adds exactly 0, so vectors may reach
/// beyond it.
/// </summary>
internal static unsafe class SumKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes, TVector, TChannels>(in PreparedGaussian gaussian, TileBuffer buffer, in Tile tile, in Window window)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TChannels : IChannelCount
    {
        var across = gaussian.AcrossRow;
        var inverse = 1 / across;
        var c0 = TLanes.Create(gaussian.Channels[0]);
        var c1 = TLanes.Create(gaussian.Channels[1]);
        var c2 = TLanes.Create(gaussian.Channels[2]);
        var c3 = TLanes.Create(gaussian.Channels[3]);
        var c4 = TLanes.Create(gaussian.Channels[4]);
        var acrossLanes = TLanes.Create(across);
        var floor = TLanes.Create(window.Floor);
        var lowest = TLanes.Create(Exp2Polynomial.MinArgument);
        var zero = TLanes.Create(0);
        nint stride = buffer.Stride;
        var top = Math.Max(gaussian.Top, tile.Top);
        var bottom = Math.Min(gaussian.Bottom, tile.Bottom - 1);
        for (var y = top; y <= bottom; y++)
        {
            var dy = y - gaussian.CenterY;
            var rowTerm = gaussian.Row * dy * dy;
            var remaining = window.Beyond - rowTerm;
            if (!(remaining < 0))
            {
                continue;
            }

            var half = (MathF.Sqrt(remaining * inverse) * 1.0001f) + window.Slack;
            var middle = gaussian.CenterX + (gaussian.Slope * dy);
            var from = (int)MathF.Max(MathF.Ceiling(middle - half), tile.Left);
            var to = (int)MathF.Min(MathF.Floor(middle + half), tile.Right - 1);
            var middleLanes = TLanes.Create(middle);
            var rowLanes = TLanes.Create(rowTerm);
            var target = buffer.Row(y - tile.Top) + (from - tile.Left);
            for (var x = from; x <= to; x += TLanes.Count, target += TLanes.Count)
            {
                var d = TLanes.Subtract(TLanes.Add(TLanes.Create(x), TLanes.Indices), middleLanes);
                var t = TLanes.Max(lowest, TLanes.Fma(TLanes.Multiply(d, acrossLanes), d, rowLanes));
                var w = TLanes.Max(zero, TLanes.Subtract(Exp2Polynomial.Evaluate<TLanes, TVector>(t), floor));
                TLanes.Store(TLanes.Fma(w, c0, TLanes.Load(target)), target);
                TLanes.Store(TLanes.Fma(w, c1, TLanes.Load(target + stride)), target + stride);
                TLanes.Store(TLanes.Fma(w, c2, TLanes.Load(target + (2 * stride))), target + (2 * stride));
                if (TChannels.Value > 3)
                {
                    TLanes.Store(TLanes.Fma(w, c3, TLanes.Load(target + (3 * stride))), target + (3 * stride));
                }

                if (TChannels.Value > 4)
                {
                    TLanes.Store(TLanes.Fma(w, c4, TLanes.Load(target + (4 * stride))), target + (4 * stride));
                }
            }
        }
    }
}
