using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Evaluates one Gaussian's window at the samples of a tile, row by row over its ellipse. What is done with it is a struct, so that the JIT
/// compiles the loop once for each kind of blending and calls nothing.
/// </summary>
internal static unsafe class RowKernel
{
    /// <summary>Draws a Gaussian. A sample outside the ellipse has a window of exactly 0, so vectors may reach beyond it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        in PreparedGaussian gaussian,
        TileBuffer buffer,
        in Tile tile,
        in Window window,
        TBlend blend)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TBlend : struct, ISampleBlend<TVector>
    {
        var across = gaussian.AcrossRow;
        var inverse = 1 / across;
        var acrossLanes = TLanes.Create(across);
        var floor = TLanes.Create(window.Floor);
        var lowest = TLanes.Create(Exp2Polynomial.MinArgument);
        var zero = TLanes.Create(0);
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
                blend.Blend(TLanes.Max(zero, TLanes.Subtract(Exp2Polynomial.Evaluate<TLanes, TVector>(t), floor)), target);
            }
        }
    }
}
