namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// Eight columns and up to <see cref="MaxRows"/> rows of a Gaussian: values in the first row, and factors from row to row.
/// </summary>
/// <remarks>
/// Down a column, the logarithm of exp(-q/2) is a parabola, so its second difference is constant (forward differencing). The value of the
/// next row is the value times <see cref="Step"/>, and the next step is the step times <see cref="StepChange"/>: two products instead of an
/// exponential. If values would underflow on the way, as in long thin slanted shapes, the logarithm is carried instead; see
/// <see cref="IsLogarithmic"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FitStrip
{
    /// <summary>Largest number of rows; the relative rounding error of the values stays below 1e-5.</summary>
    public const int MaxRows = 32;

    /// <summary>exp(-q/2) in the first row, or its binary logarithm.</summary>
    public Vector256<float> Value;

    /// <summary>Factor from the first to the second row, or difference of the logarithms.</summary>
    public Vector256<float> Step;

    /// <summary>The vectors of the first pixel in a field.</summary>
    public float* Pixel;
    public FitShape* Shape;

    /// <summary>Number of rows, 1 to <see cref="MaxRows"/>.</summary>
    public int Rows;

    /// <summary>Factor of <see cref="Step"/> from row to row, or the (negative) second difference of the logarithms.</summary>
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
