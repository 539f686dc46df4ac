namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Derives outlines and inverse covariances of Gaussians from their parameters.</summary>
internal sealed unsafe class FitGeometry(int capacity, int width, int height) : IDisposable
{
    private const int Lanes = FitLanes.Count;

    private readonly PooledBuffer<FitShape> _shapes = new(capacity + Lanes);
    private readonly PooledBuffer<FitTileRange> _tiles = new(capacity + Lanes);

    public FitShape* Shapes => _shapes.Pointer;

    /// <summary>The tiles that each Gaussian touches.</summary>
    public FitTileRange* Tiles => _tiles.Pointer;

    /// <summary>Fills the entries [<paramref name="start"/>, <paramref name="end"/>). The start must be a multiple of
    /// eight.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Update(FitParameters parameters, int start, int end)
    {
        var floats = stackalloc float[4 * Lanes];
        var ints = stackalloc int[6 * Lanes];
        for (var i = start; i < end; i += Lanes)
        {
            MeasureForm(parameters, i, floats);
            MeasureOutline(parameters, i, floats + (3 * Lanes), ints);
            for (var lane = 0; lane < Lanes; lane++)
            {
                ref var shape = ref _shapes.Pointer[i + lane];
                shape.X = parameters.X[i + lane];
                shape.Y = parameters.Y[i + lane];
                shape.XX = floats[lane];
                shape.XY = floats[lane + Lanes];
                shape.YY = floats[lane + (2 * Lanes)];
                shape.StepChange = floats[lane + (3 * Lanes)];
                shape.Weight = parameters.Weight[i + lane];
                shape.Color0 = parameters.Color(0)[i + lane];
                if (parameters.Channels > 1)
                {
                    shape.Color1 = parameters.Color(1)[i + lane];
                    shape.Color2 = parameters.Color(2)[i + lane];
                }

                if (parameters.Channels > 3)
                {
                    shape.Color3 = parameters.Color(3)[i + lane];
                }

                var (left, right) = (ints[lane], ints[lane + Lanes]);
                var (top, bottom) = (ints[lane + (2 * Lanes)], ints[lane + (3 * Lanes)]);
                Debug.Assert(left >= right || top >= bottom
                    || (left >= 0 && right <= width && top >= 0 && bottom <= height), "A box leaves the image.");
                shape.Left = left;
                shape.Right = right;
                shape.Top = top;
                shape.FirstRows = (uint)ints[lane + (4 * Lanes)];
                shape.EndRows = (uint)ints[lane + (5 * Lanes)];
                _tiles.Pointer[i + lane] = FitTileRange.Covering(left, right, top, bottom);
            }
        }
    }

    public void Dispose()
    {
        _shapes.Dispose();
        _tiles.Dispose();
    }

    /// <summary>Writes eight XX, eight XY and eight YY.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void MeasureForm(FitParameters parameters, int i, float* form)
    {
        var scale = Vector256.Create(FitKernel.Log2Scale);
        var inverse11 = Vector256<float>.One / Vector256.Load(parameters.L11 + i);
        var l22 = Vector256.Load(parameters.L22 + i);
        var slope = Vector256.Load(parameters.L21 + i) * inverse11;
        var inverse22 = Vector256<float>.One / (l22 * l22);
        var crossed = slope * inverse22;
        (scale * ((inverse11 * inverse11) + (slope * crossed))).Store(form);
        (scale * (crossed * Vector256.Create(-2f))).Store(form + Lanes);
        (scale * inverse22).Store(form + (2 * Lanes));
    }

    /// <summary>Writes eight step changes, then the boxes, first rows and end rows of eight Gaussians.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void MeasureOutline(FitParameters parameters, int i, float* stepChange, int* box)
    {
        var x = Vector256.Load(parameters.X + i);
        var y = Vector256.Load(parameters.Y + i);
        var l11 = Vector256.Load(parameters.L11 + i);
        var l21 = Vector256.Load(parameters.L21 + i);
        var l22 = Vector256.Load(parameters.L22 + i);
        var cutoff = Vector256.Create(FitKernel.Cutoff);
        var reachX = cutoff * l11;
        var reachY = cutoff * Vector256.Sqrt((l21 * l21) + (l22 * l22));
        var left = First(x - reachX);
        var right = End(x + reachX, width);
        var top = First(y - reachY);
        var bottom = End(y + reachY, height) & Vector256.LessThan(left, right);
        var outline = new FitOutline(x, y, l11, l21, l22);
        var column = left & Vector256.Create(-Lanes);
        var isKept = Vector256.LessThanOrEqual(right - column, Vector256.Create(FitShape.KeptColumns * Lanes))
            & Vector256.LessThanOrEqual(bottom - top, Vector256.Create(FitShape.KeptRows));
        var isLogarithmic = Vector256<int>.Zero;
        var firstRows = Vector256<int>.Zero;
        var endRows = Vector256<int>.Zero;
        for (var k = 0; k < FitShape.KeptColumns; k++)
        {
            var rows = outline.Rows(column + Vector256.Create(k * Lanes), top, bottom);
            var isAny = Vector256.LessThan(rows.First, rows.End);
            firstRows |= ((rows.First - top) & isAny) << (8 * k);
            endRows |= ((rows.End - top) & isAny) << (8 * k);
            isLogarithmic |= rows.IsLogarithmic;
        }

        var twice = 2 * Vector256.Load(stepChange - Lanes);
        Vector256.ConditionalSelect((isLogarithmic & isKept).AsSingle(), twice, FitLanes.Exp2(twice)).Store(stepChange);
        left.Store(box);
        right.Store(box + Lanes);
        top.Store(box + (2 * Lanes));
        bottom.Store(box + (3 * Lanes));
        Vector256.ConditionalSelect(isKept, firstRows, Vector256.Create(unchecked((int)FitShape.NotKept)))
            .Store(box + (4 * Lanes));
        endRows.Store(box + (5 * Lanes));
    }

    /// <summary>Returns the first pixel at or after a coordinate.</summary>
    private static Vector256<int> First(Vector256<float> from) =>
        Whole(Vector256.Ceiling(Vector256.MaxNative(from, Vector256<float>.Zero)));

    /// <summary>Returns the end of the pixels at or before a coordinate.</summary>
    private static Vector256<int> End(Vector256<float> to, int size) =>
        Whole(Vector256.Floor(Vector256.MinNative(to, Vector256.Create((float)size - 1)))) + Vector256<int>.One;

    private static Vector256<int> Whole(Vector256<float> value)
    {
        var limit = Vector256.Create(1e6f);
        return Vector256.ConvertToInt32Native(Vector256.MinNative(Vector256.MaxNative(value, -limit), limit));
    }
}

/// <summary>The values of a Gaussian that pixel loops use, in one cache line. dx and dy are offsets from the center in
/// pixels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FitShape
{
    /// <summary>Number of columns of eight pixels whose rows are stored, starting with the one that contains
    /// <see cref="Left"/>.</summary>
    public const int KeptColumns = 4;

    /// <summary>Largest height of a Gaussian whose rows are stored.</summary>
    public const int KeptRows = byte.MaxValue;

    /// <summary>Value of <see cref="FirstRows"/> for larger Gaussians.</summary>
    public const uint NotKept = uint.MaxValue;

    public float X, Y;

    /// <summary>Coefficients of dx², dx dy and dy² of log2(exp(-q/2)).</summary>
    public float XX, XY, YY;

    /// <summary>See <see cref="FitStrip.StepChange"/>; 2^(2 YY) if rows are not stored.</summary>
    public float StepChange;
    public float Weight, Color0, Color1, Color2, Color3;

    /// <summary>Bounding box of the outline, clipped to the image. <see cref="Right"/> is exclusive.</summary>
    public int Left, Right, Top;

    /// <summary>First and end rows of the stored columns relative to <see cref="Top"/>, one byte each.</summary>
    public uint FirstRows, EndRows;
}

/// <summary>The rows that the ellipses at <see cref="FitKernel.Cutoff"/> standard deviations cover in columns of eight
/// pixels.</summary>
internal readonly struct FitOutline
{
    private readonly Vector256<float> _x, _y, _l22, _inverse11, _reachX;

    /// <summary>dy/dx of the ridge, the line through the maxima of the columns.</summary>
    private readonly Vector256<float> _slope;

    /// <summary>dx of the lowest point (largest y); that of the highest point is its negative.</summary>
    private readonly Vector256<float> _lowestX;

    /// <summary>Coefficient of dy² of log2(exp(-q/2)).</summary>
    private readonly Vector256<float> _yy;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FitOutline(
        Vector256<float> x, Vector256<float> y, Vector256<float> l11, Vector256<float> l21, Vector256<float> l22)
    {
        (_x, _y, _l22) = (x, y, l22);
        _inverse11 = Vector256<float>.One / l11;
        _slope = l21 * _inverse11;
        _reachX = Vector256.Create(FitKernel.Cutoff) * l11;
        _lowestX = _reachX * l21 / Vector256.Sqrt((l21 * l21) + (l22 * l22));
        _yy = Vector256.Create(FitKernel.Log2Scale) / (l22 * l22);
    }

    /// <summary>Returns the rows covered, clipped to [<paramref name="top"/>, <paramref name="bottom"/>).</summary>
    /// <returns>First rows; end rows; all bits set if <see cref="FitStrip.IsLogarithmic"/> is required.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<int> First, Vector256<int> End, Vector256<int> IsLogarithmic) Rows(
        Vector256<int> left, Vector256<int> top, Vector256<int> bottom)
    {
        var square = Vector256.Create(FitKernel.Cutoff * FitKernel.Cutoff);
        var offset = Vector256.ConvertToSingle(left) - _x;
        var from = Vector256.MaxNative(offset, -_reachX);
        var to = Vector256.MinNative(offset + Vector256.Create(FitLanes.Count - 1f), _reachX);
        var isInside = Vector256.LessThanOrEqual(from, to).AsInt32();
        var below = Vector256.MinNative(Vector256.MaxNative(_lowestX, from), to);
        var above = Vector256.MinNative(Vector256.MaxNative(-_lowestX, from), to);
        var a = below * _inverse11;
        var b = above * _inverse11;
        var last = Vector256.FusedMultiplyAdd(
            _slope, below, _l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (a * a))));
        var first = Vector256.FusedMultiplyAdd(
            _slope, above, -(_l22 * Vector256.Sqrt(Vector256.MaxNative(Vector256<float>.Zero, square - (b * b)))));

        // Both ends stay within the box: a position beyond the integers would become the lowest of them.
        var (start, one) = (Vector256.ConvertToSingle(top), Vector256<float>.One);
        var end = Vector256.MaxNative(Vector256.ConvertToSingle(bottom), start);
        first = Vector256.Ceiling(Vector256.MinNative(Vector256.MaxNative(first + _y, start), end));
        last = Vector256.Floor(Vector256.MaxNative(Vector256.MinNative(last + _y, end - one), start - one));
        var rows = (Vector256.ConvertToInt32Native(first),
            (Vector256.ConvertToInt32Native(last) + Vector256<int>.One) & isInside);

        // The largest distances from the ridge at which a lane inside the outline starts and ends. exp(-q/2) must not
        // underflow there.
        first -= _y;
        last -= _y;
        from *= _slope;
        to *= _slope;
        var far = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Abs(first - from), Vector256.Abs(first - to)),
            Vector256.MaxNative(Vector256.Abs(last - from), Vector256.Abs(last - to)));
        return (rows.Item1, rows.Item2,
            Vector256.LessThan(far * far * _yy, Vector256.Create(-105f)).AsInt32() & isInside);
    }
}
