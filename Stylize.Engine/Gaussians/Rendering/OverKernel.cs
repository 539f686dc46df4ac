using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Composites one Gaussian behind what a tile already holds: the "over" operator front to back (Porter and Duff, 1984). The Gaussian's
/// channels are straight red, green, blue and opacity; the tile's are premultiplied. A sample whose alpha exceeds <see cref="Full"/> is
/// finished.
/// </summary>
internal static unsafe class OverKernel
{
    /// <summary>Alpha above which what is behind is not seen.</summary>
    public const float Full = 0.999f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes, TVector>(in PreparedGaussian gaussian, TileBuffer buffer, in Tile tile, in Window window)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        var across = gaussian.AcrossRow;
        var inverse = 1 / across;
        var r = TLanes.Create(gaussian.Channels[0]);
        var g = TLanes.Create(gaussian.Channels[1]);
        var b = TLanes.Create(gaussian.Channels[2]);
        var opacity = TLanes.Create(gaussian.Channels[3]);
        var acrossLanes = TLanes.Create(across);
        var floor = TLanes.Create(window.Floor);
        var lowest = TLanes.Create(Exp2Polynomial.MinArgument);
        var zero = TLanes.Create(0);
        var one = TLanes.Create(1);
        var full = TLanes.Create(Full);
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
                var behind = TLanes.Load(target + (3 * stride));
                var visible = TLanes.WhereAtMost(
                    behind, full, TLanes.Multiply(TLanes.Subtract(one, behind), TLanes.Min(one, TLanes.Multiply(w, opacity))));
                TLanes.Store(TLanes.Fma(visible, r, TLanes.Load(target)), target);
                TLanes.Store(TLanes.Fma(visible, g, TLanes.Load(target + stride)), target + stride);
                TLanes.Store(TLanes.Fma(visible, b, TLanes.Load(target + (2 * stride))), target + (2 * stride));
                TLanes.Store(TLanes.Add(behind, visible), target + (3 * stride));
            }
        }
    }

    /// <summary>True where every sample of the tile is finished.</summary>
    public static bool IsFinished(TileBuffer buffer, in Tile tile)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            var alpha = new ReadOnlySpan<float>(buffer.Row(y) + (3 * (nint)buffer.Stride), tile.Width);
            foreach (var value in alpha)
            {
                if (value <= Full)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
