namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The rows that the ellipses at <see cref="FitKernel.Cutoff"/> standard deviations cover in columns of eight pixels.</summary>
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
    public FitOutline(Vector256<float> x, Vector256<float> y, Vector256<float> l11, Vector256<float> l21, Vector256<float> l22)
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
        first = Vector256.Ceiling(Vector256.MaxNative(first + _y, Vector256.ConvertToSingle(top)));
        last = Vector256.Floor(Vector256.MinNative(last + _y, Vector256.ConvertToSingle(bottom) - Vector256<float>.One));
        var rows = (Vector256.ConvertToInt32Native(first), (Vector256.ConvertToInt32Native(last) + Vector256<int>.One) & isInside);

        // The largest distances from the ridge at which a lane inside the outline starts and ends. exp(-q/2) must not underflow there.
        first -= _y;
        last -= _y;
        from *= _slope;
        to *= _slope;
        var far = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Abs(first - from), Vector256.Abs(first - to)),
            Vector256.MaxNative(Vector256.Abs(last - from), Vector256.Abs(last - to)));
        return (rows.Item1, rows.Item2, Vector256.LessThan(far * far * _yy, Vector256.Create(-105f)).AsInt32() & isInside);
    }
}
