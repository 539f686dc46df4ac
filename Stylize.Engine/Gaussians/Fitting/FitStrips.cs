using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>One thread's room for strips: planned for several Gaussians at once, so that the loops over pixels are not held up by the planning.</summary>
internal sealed unsafe class FitStrips : IDisposable
{
    private const int Batch = 96;

    private readonly PooledBuffer<byte> _buffer;
    private readonly FitStrip* _end;

    /// <param name="width">Width of the image; a Gaussian that covers all of it fits.</param>
    public FitStrips(int width, int height)
    {
        var most = ((width / FitStrip.Columns) + 2) * ((height / FitStrip.MaxRows) + 2);
        var capacity = Math.Max(Batch, most);
        _buffer = new PooledBuffer<byte>(checked((capacity + 1) * sizeof(FitStrip)));
        Bounds = (int*)_buffer.Pointer;
        Start = (FitStrip*)_buffer.Pointer + 1;
        _end = Start + Math.Min(capacity, Batch);
    }

    /// <summary>Scratch of <see cref="FitStrip.Plan"/>.</summary>
    public int* Bounds { get; }

    /// <summary>The first strip.</summary>
    public FitStrip* Start { get; }

    /// <summary>True where <paramref name="count"/> more strips behind <paramref name="strip"/> stay within one batch.</summary>
    public bool Fits(FitStrip* strip, int count) => _end - strip >= count;

    public void Dispose() => _buffer.Dispose();
}
