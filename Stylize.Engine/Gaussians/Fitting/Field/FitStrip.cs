using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Eight columns and some rows of one Gaussian: its values in the first row, and what leads from a row to the next.</summary>
/// <remarks>
/// Down a column the logarithm of exp(-q/2) is a parabola, so its second difference is constant (forward differencing). Hence the value of
/// the next row is this row's value times <see cref="Step"/>, and the next step is this one times <see cref="StepChange"/>: two products
/// instead of an exponential. Where values would underflow on the way, as in long thin shapes at a slant, the logarithm itself is carried
/// from row to row; see <see cref="IsLogarithmic"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FitStrip
{
    /// <summary>Most rows; more would let the relative rounding error of the values grow beyond 1e-5.</summary>
    public const int MostRows = 32;

    /// <summary>exp(-q/2) in the first row, or its binary logarithm.</summary>
    public Vector256<float> Value;

    /// <summary>Factor from the first row to the second, or difference of the logarithms.</summary>
    public Vector256<float> Step;

    /// <summary>The first pixel's vectors in a field.</summary>
    public float* Pixel;
    public FitShape* Shape;

    /// <summary>Rows, 1 to <see cref="MostRows"/>.</summary>
    public int Rows;

    /// <summary>Factor of <see cref="Step"/> from row to row, or second difference of the logarithms, which is negative.</summary>
    public float StepChange;

    /// <summary>x of the first column less that of the center, in pixels.</summary>
    public float OffsetX;

    /// <summary>y of the row after the last less that of the center, in pixels.</summary>
    public float EndY;

    /// <summary>True if value, step and step change are binary logarithms.</summary>
    public readonly bool IsLogarithmic => StepChange < 0;
}

/// <summary>The strips of a cell, planned once for picture and gradient, before the loops over pixels.</summary>
internal sealed unsafe class FitStrips : IDisposable
{
    private const int FirstCapacity = 1024;

    private PooledBuffer<byte> _buffer = new(FirstCapacity * sizeof(FitStrip));
    private FitStrip* _limit;

    public FitStrips() => _limit = Start + FirstCapacity;

    public FitStrip* Start => (FitStrip*)_buffer.Pointer;

    /// <summary>Makes room for <paramref name="count"/> strips behind those that are there; they may move.</summary>
    /// <returns>That place now.</returns>
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
