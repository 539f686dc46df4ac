using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// The strips of a cell. All its Gaussians are planned at once, so that the loops over pixels do not wait for the planning, and planned
/// once for picture and gradient.
/// </summary>
internal sealed unsafe class FitStrips : IDisposable
{
    private const int FirstCapacity = 1024;

    private PooledBuffer<byte> _buffer = new(FirstCapacity * sizeof(FitStrip));
    private FitStrip* _limit;

    public FitStrips() => _limit = Start + FirstCapacity;

    public FitStrip* Start => (FitStrip*)_buffer.Pointer;

    /// <summary>Makes room for <paramref name="count"/> strips behind those that are there; they may move.</summary>
    /// <param name="end">The place after the last strip.</param>
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
