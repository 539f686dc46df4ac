namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Cuts the parts of Gaussians inside a tile into strips.</summary>
internal static unsafe class StripPlanner
{
    public const int MaxStrips = SampleTiles.MaxColumns / TileBuffer.BlockColumns;
    public const int ScratchLength = 3 * Lanes;

    /// <summary>Smallest logarithm at which a column may begin, so that all products of a strip stay normal floats.</summary>
    private const float MinStartLog = -115;
    private const int Lanes = 8;

    /// <summary>Cuts a Gaussian into strips, without their values and steps.</summary>
    /// <param name="strip">Receives the strips; there must be room for <see cref="MaxStrips"/>.</param>
    /// <returns>The end of the strips.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip* Cut(
        Strip* strip, PreparedGaussian* gaussian, TileBuffer buffer, in Tile tile, in GaussianWindow window, int* scratch)
    {
        var centerX = gaussian->CenterX - tile.Left;
        var reach = gaussian->ReachX + window.Slack;
        var left = float.MaxNative(centerX - reach, 0);
        var right = float.MinNative(centerX + reach, tile.Width - 1);
        var column = (int)left >> TileBuffer.BlockColumnBits;
        var last = (int)right >> TileBuffer.BlockColumnBits;
        var (min, max) = (Vector256.Create(left - centerX), Vector256.Create(right - centerX));
        var centerY = Vector256.Create(gaussian->CenterY - tile.Top);
        var lean = Vector256.Create(gaussian->Lean);
        var lowestX = Vector256.Create(gaussian->LowestX);
        var height = tile.Height;
        nint columnStride = buffer.ColumnStride;
        nint pairStride = buffer.PairStride;
        for (; column <= last; column += Lanes)
        {
            // For each column of blocks: its ends inside the ellipse, and the positions of the highest and lowest point between them.
            var x = column * TileBuffer.BlockColumns;
            var from = Vector256.Create(x - centerX) + (Vector256<float>.Indices * TileBuffer.BlockColumns);
            var to = Vector256.MinNative(from + Vector256.Create(TileBuffer.BlockColumns - 1f), max);
            from = Vector256.MaxNative(from, min);
            var above = Vector256.MinNative(Vector256.MaxNative(-lowestX, from), to);
            var below = Vector256.MinNative(Vector256.MaxNative(lowestX, from), to);
            var top = centerY + (above * lean) - Half(gaussian, window, above);
            var bottom = centerY + (below * lean) + Half(gaussian, window, below);
            top = Vector256.MinNative(Vector256.MaxNative(Vector256.Ceiling(top), Vector256<float>.Zero), Vector256.Create((float)height));
            bottom = Vector256.MinNative(
                Vector256.MaxNative(Vector256.Floor(bottom), -Vector256<float>.One), Vector256.Create(height - 1f));
            var first = Vector256.ConvertToInt32Native(top) >> 1;
            var blocks = (Vector256.ConvertToInt32Native(bottom) >> 1) - first + Vector256<int>.One;

            // The middle of the ellipse is a line, so its distance from the first row is largest at an end.
            var y = Vector256.ConvertToSingle(first << 1);
            var dy = y - centerY;
            var far = Vector256.MaxNative(Vector256.Abs(dy - (lean * from)), Vector256.Abs(dy - (lean * to)));
            var isExact = Vector256.LessThan(far * far * gaussian->Down, Vector256.Create(MinStartLog - window.Edge)).AsInt32();
            first.Store(scratch);
            ((Vector256.Max(blocks, Vector256<int>.Zero) ^ isExact) - isExact).Store(scratch + Lanes);
            (y + Vector256.Create((float)tile.Top)).Store((float*)scratch + (2 * Lanes));

            var target = buffer.Origin + (column * columnStride);
            var stripX = (float)(tile.Left + x);
            var count = Math.Min(last - column + 1, Lanes);
            for (var k = 0; k < count; k++, target += columnStride, stripX += TileBuffer.BlockColumns)
            {
                // The next strip overwrites an empty one. This avoids an unpredictable branch.
                strip->Gaussian = gaussian;
                strip->Target = target + (scratch[k] * pairStride);
                strip->X = stripX;
                strip->Y = ((float*)scratch)[(2 * Lanes) + k];
                strip->SignedBlocks = scratch[Lanes + k];
                strip += scratch[Lanes + k] != 0 ? 1 : 0;
            }
        }

        return strip;
    }

    /// <summary>Returns the rows from the middle of the ellipse to its edge at a column, plus a reserve for rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(PreparedGaussian* gaussian, in GaussianWindow window, Vector256<float> x)
    {
        var square = Vector256.Create(gaussian->ReachX * gaussian->ReachX * 1.001f) - (x * x);
        return (Vector256.Sqrt(Vector256.MaxNative(square, Vector256<float>.Zero)) * gaussian->Aspect) + Vector256.Create(window.Slack);
    }
}
