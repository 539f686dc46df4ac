using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// The sums of one tile: row after row, in a row channel after channel. Each channel of a row is padded, so that a whole vector may begin
/// at any sample.
/// </summary>
internal sealed unsafe class TileBuffer : IDisposable
{
    private const int Padding = 16;

    private readonly PooledBuffer<float> _buffer;

    /// <param name="width">Samples of the widest tile.</param>
    /// <param name="height">Samples of the tallest tile.</param>
    /// <param name="channels">Sums a sample.</param>
    public TileBuffer(int width, int height, int channels)
    {
        Stride = ((width + 15) & ~15) + Padding;
        Channels = channels;
        _buffer = new PooledBuffer<float>(checked(Stride * channels * height));
    }

    /// <summary>Floats from one channel to the next within a row.</summary>
    public int Stride { get; }

    /// <summary>Sums a sample.</summary>
    public int Channels { get; }

    /// <summary>First channel of a row of the tile.</summary>
    public float* Row(int row) => _buffer.Pointer + ((nint)row * Stride * Channels);

    /// <summary>Sets every sum to zero.</summary>
    public void Clear() => _buffer.Span.Clear();

    public void Dispose() => _buffer.Dispose();
}
