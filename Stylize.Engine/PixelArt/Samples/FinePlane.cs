namespace Stylize.Engine.PixelArt.Samples;

/// <summary>An image in which each cell has the same number of parts along each side.</summary>
internal sealed class FinePlane(int columns, int rows, int parts, bool clear = false) : IDisposable
{
    private readonly PooledBuffer<float> _buffer = new((columns * rows * parts * parts) + CellLayout.Padding, clear);

    private Span<float> Values => _buffer.Span[..(Width * Height)];

    public int Width => columns * parts;
    public int Height => rows * parts;

    public Span<float> Row(int y) => Values.Slice(y * Width, Width);

    /// <summary>Returns what an opening with a square of one cell removes: what is narrower than a cell.</summary>
    public FinePlane Lines()
    {
        var lines = new FinePlane(columns, rows, parts);
        Values.CopyTo(lines.Values);
        Opening.Apply(lines.Values, Width, Height, parts, margin: 0);
        TensorPrimitives.Subtract<float>(Values, lines.Values, lines.Values);
        return lines;
    }

    /// <summary>Returns the mean value of each cell.</summary>
    public float[] Means()
    {
        var means = new float[columns * rows];
        for (var i = 0; i < Width * Height; i++)
        {
            var (y, x) = Math.DivRem(i, Width);
            means[(y / parts * columns) + (x / parts)] += Values[i] / (parts * parts);
        }

        return means;
    }

    public void Dispose() => _buffer.Dispose();
}
