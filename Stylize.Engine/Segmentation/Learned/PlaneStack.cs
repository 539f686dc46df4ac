namespace Stylize.Engine.Segmentation.Learned;

/// <summary>The channels of one layer, each a plane of floats with zeros around it, so that convolutions need no cases at the border.
/// </summary>
internal sealed unsafe class PlaneStack : IDisposable
{
    /// <summary>Floats before and after each row: one cache line, and a multiple of the pixels that a convolution computes at once.
    /// </summary>
    private const int Pad = 32;

    private readonly PooledBuffer<float> _buffer;

    /// <param name="channels">Number of planes.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public PlaneStack(int channels, int width, int height)
    {
        (Channels, Width, Height) = (channels, width, height);
        Stride = ((width + Pad - 1) / Pad * Pad) + (2 * Pad);
        Plane = checked(Stride * (height + 2));
        _buffer = new PooledBuffer<float>(checked(channels * Plane), clear: true);
    }

    public int Channels { get; }
    public int Width { get; }
    public int Height { get; }
    public int Stride { get; }

    /// <summary>Floats from a pixel to the same pixel of the next channel.</summary>
    public int Plane { get; }

    /// <summary>Returns the pixels of a row.</summary>
    public Span<float> Row(int channel, int y) => new(Pixel(channel, y), Width);

    /// <summary>Returns the first pixel of a row; the row may be one above or below the plane.</summary>
    public float* Pixel(int channel, int y) => _buffer.Pointer + ((nint)channel * Plane) + ((nint)(y + 1) * Stride) + Pad;

    public void Dispose() => _buffer.Dispose();

    /// <summary>Returns the bytes of a stack.</summary>
    public static long Bytes(int channels, int width, int height) => 4L * channels * (width + (3 * Pad)) * (height + 2);
}
