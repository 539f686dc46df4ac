using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// One thread's buffer of strips. Several Gaussians are planned at once, so that the loops over pixels do not wait for the planning.
/// </summary>
internal sealed unsafe class FitStrips : IDisposable
{
    private const int Batch = 96;

    private readonly PooledBuffer<byte> _buffer;
    private readonly FitStrip* _end;

    /// <param name="width">Width of the image in pixels; there is room for a Gaussian that covers all of it.</param>
    /// <param name="height">Height of the image in pixels.</param>
    public FitStrips(int width, int height)
    {
        var whole = ((width / FitLanes.Count) + 2) * ((height / FitStrip.MaxRows) + 2);
        var capacity = Math.Max(Batch, whole);
        _buffer = new PooledBuffer<byte>(checked((capacity + 1) * sizeof(FitStrip)));
        Bounds = (int*)_buffer.Pointer;
        Start = (FitStrip*)_buffer.Pointer + 1;
        _end = Start + Math.Min(capacity, Batch);
    }

    /// <summary>Scratch of the planner.</summary>
    public int* Bounds { get; }

    /// <summary>The first strip.</summary>
    public FitStrip* Start { get; }

    /// <summary>True where <paramref name="count"/> more strips from <paramref name="strip"/> on stay within one batch.</summary>
    public bool Fits(FitStrip* strip, int count) => _end - strip >= count;

    public void Dispose() => _buffer.Dispose();
}
