using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Cuts Gaussians into strips along the columns of eight pixels of a field.</summary>
internal static unsafe class FitStripPlanner
{
    private const int MaxStrips = FitField.TileColumns / FitLanes.Count * (FitField.TileRows / FitStrip.MaxRows);

    /// <summary>Number of Gaussians by which a shape is prefetched into the cache.</summary>
    private const int PrefetchDistance = 8;

    /// <summary>Logarithm of a pixel outside the bounding box, whose value is 0.</summary>
    private const float OutsideLog = -1000;

    /// <summary>Cuts the parts of Gaussians in the tile of a field into strips.</summary>
    /// <returns>The end of the strips.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static FitStrip* Plan(
        FitStrips strips, ReadOnlySpan<FitItem> items, FitField field, FitParameters parameters, FitGeometry geometry)
    {
        var end = strips.Start;
        for (var k = 0; k < items.Length; k++)
        {
            if (Sse.IsSupported && k + PrefetchDistance < items.Length)
            {
                Sse.Prefetch0(geometry.Shapes + items[k + PrefetchDistance].Index);
            }

            end = strips.Reserve(end, MaxStrips);
            var shape = geometry.Shapes + items[k].Index;
            end = shape->FirstRows == FitShape.NotKept
                ? PlanLarge(end, shape, field, parameters, items[k].Index)
                : PlanSmall(end, shape, field);
        }

        TakeExponentials(strips.Start, end);
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FitStrip* PlanSmall(FitStrip* strip, FitShape* shape, FitField field)
    {
        var tile = field.Tile;
        var column = shape->Left & -FitLanes.Count;
        var x = Math.Max(tile.Left, column);
        var right = Math.Min(tile.Left + tile.Width, shape->Right);
        var firstRows = shape->FirstRows >> (x - column);
        var endRows = shape->EndRows >> (x - column);
        for (; x < right; x += FitLanes.Count)
        {
            var first = shape->Top + (int)(firstRows & byte.MaxValue);
            var end = shape->Top + (int)(endRows & byte.MaxValue);
            strip = Add(strip, shape, field, x, Math.Max(first, tile.Top), Math.Min(end, tile.Top + tile.Height),
                shape->StepChange);
            firstRows >>= 8;
            endRows >>= 8;
        }

        return strip;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static FitStrip* PlanLarge(
        FitStrip* strip, FitShape* shape, FitField field, FitParameters parameters, int i)
    {
        var tile = field.Tile;
        var right = Math.Min(tile.Left + tile.Width, shape->Right);
        var outline = new FitOutline(
            Vector256.Create(parameters.X[i]),
            Vector256.Create(parameters.Y[i]),
            Vector256.Create(parameters.L11[i]),
            Vector256.Create(parameters.L21[i]),
            Vector256.Create(parameters.L22[i]));
        var (top, bottom) = (Vector256.Create(tile.Top), Vector256.Create(tile.Top + tile.Height));
        var lanes = stackalloc int[3 * FitLanes.Count];
        for (var left = Math.Max(tile.Left, shape->Left & -FitLanes.Count); left < right;
            left += FitLanes.Count * FitLanes.Count)
        {
            var rows = outline.Rows(Vector256.Create(left) + (FitLanes.Count * Vector256<int>.Indices), top, bottom);
            rows.First.Store(lanes);
            rows.End.Store(lanes + FitLanes.Count);
            rows.IsLogarithmic.Store(lanes + (2 * FitLanes.Count));
            for (var (x, k) = (left, 0); x < right && k < FitLanes.Count; x += FitLanes.Count, k++)
            {
                var stepChange = lanes[k + (2 * FitLanes.Count)] != 0 ? 2 * shape->YY : shape->StepChange;
                strip = Add(strip, shape, field, x, lanes[k], lanes[k + FitLanes.Count], stepChange);
            }
        }

        return strip;
    }

    /// <summary>Adds the strips of eight columns: usually one, more for many rows.</summary>
    /// <param name="end">Row after the last; if it is not greater than the first row, no strip is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FitStrip* Add(
        FitStrip* strip, FitShape* shape, FitField field, int x, int first, int end, float stepChange)
    {
        for (; first < end; first += FitStrip.MaxRows)
        {
            Set(strip++, shape, field, x, first, Math.Min(FitStrip.MaxRows, end - first), stepChange);
        }

        return strip;
    }

    /// <summary>Initializes a strip with logarithms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(
        FitStrip* strip, FitShape* shape, FitField field, int x, int first, int rows, float stepChange)
    {
        Debug.Assert(x >= field.Tile.Left && x < field.Tile.Left + field.Tile.Width && first >= field.Tile.Top
            && first + rows <= field.Tile.Top + field.Tile.Height, "A strip leaves its tile.");
        var offset = x - shape->X;
        var dy = first - shape->Y;
        var yy = shape->YY;
        var dx = Vector256.Create(offset) + FitLanes.Indices;
        var xy = Vector256.Create(shape->XY);
        var t = Vector256.FusedMultiplyAdd(Vector256.Create(shape->XX), dx, xy * Vector256.Create(dy));
        t = Vector256.FusedMultiplyAdd(t, dx, Vector256.Create(yy * dy * dy));

        // Outside the box a step may be too large for an exponential; logarithms need no mask.
        var isLogarithmic = stepChange < 0;
        var column = Vector256.Create(x) + Vector256<int>.Indices;
        var isOutside = Vector256.LessThan(column, Vector256.Create(isLogarithmic ? int.MinValue : shape->Left))
            | Vector256.GreaterThan(column, Vector256.Create(isLogarithmic ? int.MaxValue : shape->Right - 1));
        strip->Value = Vector256.ConditionalSelect(isOutside.AsSingle(), Vector256.Create(OutsideLog), t);
        strip->Step = (xy * dx) + Vector256.Create(yy * ((2 * dy) + 1));
        strip->StepChange = stepChange;
        strip->Pixel = field.Pixel(x, first);
        strip->Shape = shape;
        strip->Rows = rows;
        strip->OffsetX = offset;
        strip->EndY = first + rows - shape->Y;
    }

    /// <summary>Replaces logarithms by exponentials where possible, in a separate loop to hide the latency of the
    /// exponential.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TakeExponentials(FitStrip* strip, FitStrip* end)
    {
        for (; strip < end; strip++)
        {
            if (!strip->IsLogarithmic)
            {
                var isInside = Vector256.GreaterThan(strip->Value, Vector256.Create(OutsideLog));
                strip->Value =
                    Vector256.ConditionalSelect(isInside, FitLanes.Exp2(strip->Value), Vector256<float>.Zero);
                strip->Step = FitLanes.Exp2(strip->Step);
            }
        }
    }
}

/// <summary>
/// Eight columns and up to <see cref="MaxRows"/> rows of a Gaussian: values in the first row, and factors from row to
/// row.
/// </summary>
/// <remarks>
/// Down a column, the logarithm of exp(-q/2) is a parabola, so its second difference is constant (forward
/// differencing). The value of the next row is the value times <see cref="Step"/>, and the next step is the step times
/// <see cref="StepChange"/>: two products instead of an exponential. If values would underflow on the way, as in long
/// thin slanted shapes, the logarithm is carried instead; see <see cref="IsLogarithmic"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FitStrip
{
    /// <summary>Largest number of rows; the relative rounding error of the values stays below 1e-5.</summary>
    public const int MaxRows = SampleTiles.MaxRows;

    /// <summary>exp(-q/2) in the first row, or its binary logarithm.</summary>
    public Vector256<float> Value;

    /// <summary>Factor from the first to the second row, or difference of the logarithms.</summary>
    public Vector256<float> Step;

    /// <summary>The vectors of the first pixel in a field.</summary>
    public float* Pixel;
    public FitShape* Shape;

    /// <summary>Number of rows, 1 to <see cref="MaxRows"/>.</summary>
    public int Rows;

    /// <summary>Factor of <see cref="Step"/> from row to row, or the (negative) second difference of the
    /// logarithms.</summary>
    public float StepChange;

    /// <summary>Offset of the first column from the center, in pixels.</summary>
    public float OffsetX;

    /// <summary>Offset of the row after the last from the center, in pixels.</summary>
    public float EndY;

    /// <summary>True if value, step and step change are binary logarithms.</summary>
    public readonly bool IsLogarithmic => StepChange < 0;
}

/// <summary>The strips of a tile, planned once for the forward and the backward pass.</summary>
internal sealed unsafe class FitStrips : IDisposable
{
    private const int FirstCapacity = 1024;

    private PooledBuffer<byte> _buffer = new(FirstCapacity * sizeof(FitStrip));
    private FitStrip* _limit;

    public FitStrips() => _limit = Start + FirstCapacity;

    public FitStrip* Start => (FitStrip*)_buffer.Pointer;

    /// <summary>Ensures room for <paramref name="count"/> more strips, which may move the existing ones.</summary>
    /// <returns>The current end of the strips.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FitStrip* Reserve(FitStrip* end, int count) => end + count <= _limit ? end : Grow(end, count);

    public void Dispose() => _buffer.Dispose();

    private FitStrip* Grow(FitStrip* end, int count)
    {
        var used = checked((int)((byte*)end - _buffer.Pointer));
        var needed = checked(used + (count * sizeof(FitStrip)));
        var larger = new PooledBuffer<byte>(checked(needed + (needed / 2)));
        _buffer.Span[..used].CopyTo(larger.Span);
        _buffer.Dispose();
        _buffer = larger;
        _limit = (FitStrip*)(_buffer.Pointer + _buffer.Length);
        return (FitStrip*)(_buffer.Pointer + used);
    }
}
