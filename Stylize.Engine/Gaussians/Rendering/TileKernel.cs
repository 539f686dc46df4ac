using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Evaluates the windows of Gaussians at the samples of a tile, over the blocks that their ellipses touch. What is done with them is a
/// struct, so that the JIT compiles the loop once for each kind of blending and calls nothing.
/// </summary>
internal static unsafe class TileKernel
{
    /// <summary>Blocks in a row up to which a Gaussian's box is good enough; the ellipse saves nothing.</summary>
    private const int NarrowBlocks = 2;

    /// <summary>How many Gaussians before its turn one is fetched into the cache; sorted by columns they lie all over memory.</summary>
    private const int Ahead = 6;
    private const int Rows = 8;
    private const int MaxSpans = TileGrid.MaxRows + Rows;

    /// <summary>A first block behind all others, for rows that an ellipse does not touch.</summary>
    private const int Nowhere = 1 << 24;

    /// <summary>Ints of scratch that <see cref="Draw"/> needs.</summary>
    public const int ScratchLength = 2 * MaxSpans;

    /// <summary>Draws Gaussians. A sample outside an ellipse has a window of exactly 0, so blocks may reach beyond it.</summary>
    /// <param name="gaussians">All Gaussians of the rendering.</param>
    /// <param name="chosen">Those to draw.</param>
    /// <param name="buffer">Receives them.</param>
    /// <param name="tile">Where the buffer lies.</param>
    /// <param name="window">The window.</param>
    /// <param name="spans">Scratch.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Draw<TLanes, TVector, TBlend>(
        PreparedGaussian* gaussians,
        ReadOnlySpan<int> chosen,
        TileBuffer buffer,
        Tile tile,
        Window window,
        int* spans)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TBlend : struct, ISampleBlend<TVector, TBlend>
    {
        var floor = TLanes.Create(window.Floor);
        var lowest = TLanes.Create(Exp2Polynomial.MinArgument);
        var zero = TLanes.Create(0);
        nint columnStride = buffer.ColumnStride;
        nint pairStride = buffer.PairStride;
        var origin = buffer.Origin;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < chosen.Length)
            {
                Sse.Prefetch0(gaussians + chosen[i + Ahead]);
            }

            var gaussian = gaussians + chosen[i];
            var top = Math.Max(gaussian->Top - tile.Top, 0) >> 1;
            var bottom = (Math.Min(gaussian->Bottom, tile.Bottom - 1) - tile.Top) >> 1;
            var from = Math.Max(gaussian->Left - tile.Left, 0) >> TileBuffer.BlockColumnBits;
            var count = ((Math.Min(gaussian->Right, tile.Right - 1) - tile.Left) >> TileBuffer.BlockColumnBits) - from;
            var isNarrow = count < NarrowBlocks;
            if (!isNarrow)
            {
                Measure(spans, gaussian, tile, window, 2 * top, (2 * bottom) + 2);
            }

            var across = TLanes.Create(gaussian->AcrossRow);
            var blend = TBlend.Create(gaussian);
            var x = TLanes.Create(tile.Left + (from * TileBuffer.BlockColumns));
            var y = TLanes.Create(tile.Top + (2 * top));
            var row = origin + (top * pairStride);
            var start = row + (from * columnStride);
            for (var pair = top; pair <= bottom; pair++, row += pairStride, start += pairStride, y = TLanes.Add(y, TLanes.Create(2)))
            {
                if (!isNarrow)
                {
                    var span = spans + (2 * (pair - top));
                    from = Math.Min(span[0], span[1]);
                    count = Math.Max(span[MaxSpans], span[MaxSpans + 1]) - from;
                    if (count < 0)
                    {
                        continue;
                    }

                    start = row + (from * columnStride);
                    x = TLanes.Create(tile.Left + (from * TileBuffer.BlockColumns));
                }

                for (var part = 0; part < TileBuffer.BlockSamples / TLanes.Count; part++)
                {
                    var dy = TLanes.Subtract(TLanes.Add(y, TLanes.BlockRows(part)), TLanes.Create(gaussian->CenterY));
                    var rowTerm = TLanes.Multiply(TLanes.Multiply(TLanes.Create(gaussian->Row), dy), dy);
                    var middle = TLanes.Add(TLanes.Create(gaussian->CenterX), TLanes.Multiply(TLanes.Create(gaussian->Slope), dy));
                    var columns = TLanes.Add(x, TLanes.BlockColumns(part));
                    var target = start + (part * TLanes.Count);
                    for (var k = count; k >= 0; k--)
                    {
                        var d = TLanes.Subtract(columns, middle);
                        var t = TLanes.Max(lowest, TLanes.Fma(TLanes.Multiply(d, across), d, rowTerm));
                        blend.Blend(TLanes.Max(zero, TLanes.Subtract(Exp2Polynomial.Evaluate<TLanes, TVector>(t), floor)), target);
                        columns = TLanes.Add(columns, TLanes.Create(TileBuffer.BlockColumns));
                        target += columnStride;
                    }
                }
            }
        }
    }

    /// <summary>
    /// Writes the first block of each row from row <paramref name="top"/> of the tile on, and <see cref="MaxSpans"/> further the last one.
    /// </summary>
    private static void Measure(int* spans, PreparedGaussian* gaussian, in Tile tile, in Window window, int top, int bottom)
    {
        var inverse = Vector256.Create(1 / gaussian->AcrossRow);
        var centerX = Vector256.Create(gaussian->CenterX);
        var centerY = Vector256.Create(gaussian->CenterY);
        var slope = Vector256.Create(gaussian->Slope);
        var row = Vector256.Create(gaussian->Row);
        var left = Vector256.Create((float)tile.Left);
        var right = Vector256.Create((float)(tile.Right - 1));
        for (; top < bottom; top += Rows, spans += Rows)
        {
            var dy = Vector256.Create((float)(tile.Top + top)) + Vector256<float>.Indices - centerY;
            var remaining = Vector256.Create(window.Beyond) - (row * dy * dy);
            var half = (Vector256.Sqrt(Vector256.MaxNative(remaining * inverse, Vector256<float>.Zero)) * 1.0001f)
                + Vector256.Create(window.Slack);
            var middle = centerX + (slope * dy);
            var from = Vector256.MinNative(Vector256.MaxNative(Vector256.Ceiling(middle - half), left), right + Vector256<float>.One);
            var to = Vector256.MaxNative(Vector256.MinNative(Vector256.Floor(middle + half), right), left - Vector256<float>.One);
            var isInside = (Vector256.LessThan(remaining, Vector256<float>.Zero) & Vector256.LessThanOrEqual(from, to)).AsInt32();
            var first = Vector256.ConvertToInt32Native(from - left) >> TileBuffer.BlockColumnBits;
            var last = Vector256.ConvertToInt32Native(to - left) >> TileBuffer.BlockColumnBits;
            Vector256.ConditionalSelect(isInside, first, Vector256.Create(Nowhere)).Store(spans);
            Vector256.ConditionalSelect(isInside, last, Vector256.Create(-Nowhere)).Store(spans + MaxSpans);
        }
    }
}
