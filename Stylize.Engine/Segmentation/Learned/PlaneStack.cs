namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// The channels of layers of one size, row by row, with zeros around them, so that convolutions need no cases at the
/// border. Each layer replaces the one before it: it writes its rows above those that it still reads.
/// </summary>
internal sealed unsafe class PlaneStack : IDisposable
{
    /// <summary>Floats before and after each row, at least the pixels that a convolution computes at once.</summary>
    public const int Pad = 32;

    /// <summary>Rows by which a convolution moves planes up: it reads a row above the four that it writes.</summary>
    public const int Moved = 5;

    private readonly PooledBuffer<float> _buffer;
    private readonly int _row;
    private float* _first;

    /// <param name="channels">Number of planes, at least that of any layer.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="layers">Number of convolutions that replace the planes.</param>
    public PlaneStack(int channels, int width, int height, int layers)
    {
        (Channels, Width, Height, _row) = (channels, width, height, RowFloats(width));
        Stride = checked(channels * _row);
        _buffer = new PooledBuffer<float>(checked((int)(Bytes(channels, width, height, layers) / sizeof(float))));
        _first = _buffer.Pointer + (((Moved * layers) + 1) * (nint)Stride);
        new Span<float>(_buffer.Pointer, ((Moved * layers) + 1) * Stride).Clear();
        ClearBelow();
        for (var row = 0; row < channels * height; row++)
        {
            var first = _first + ((nint)row * _row);
            new Span<float>(first, Pad).Clear();
            new Span<float>(first + Pad + width, _row - Pad - width).Clear();
        }
    }

    public int Channels { get; }
    public int Width { get; }
    public int Height { get; }

    /// <summary>Floats from a pixel to the pixel below it.</summary>
    public int Stride { get; }

    public Span<float> Row(int channel, int y) => new(Pixel(channel, y), Width);

    /// <summary>Returns the first pixel of a row; the row may be one above or below the plane.</summary>
    public float* Pixel(int channel, int y) => _first + ((nint)y * Stride) + ((nint)channel * _row) + Pad;

    /// <summary>Returns the first pixel of a row, or of zeros for a row outside of the plane.</summary>
    public float* Padded(int channel, int y) => Pixel(channel, Math.Min(y, Height));

    /// <summary>Moves the first row to where a convolution wrote it.</summary>
    public void MoveUp()
    {
        _first -= (nint)Moved * Stride;
        ClearBelow();
    }

    public void Dispose() => _buffer.Dispose();

    /// <summary>Returns the bytes of a stack.</summary>
    public static long Bytes(int channels, int width, int height, int layers) =>
        (long)sizeof(float) * channels * RowFloats(width) * (height + (Moved * layers) + 2);

    private static int RowFloats(int width) => ((width + Pad - 1) / Pad * Pad) + (2 * Pad);

    private void ClearBelow() => new Span<float>(_first + ((nint)Height * Stride), Stride).Clear();
}

/// <summary>The pixels of planes that are computed, in cells of 4 x 4. The others are undefined.</summary>
/// <param name="columns">Number of cells in a row.</param>
/// <param name="rows">Number of rows of cells.</param>
internal sealed class PlaneCells(int columns, int rows)
{
    /// <summary>Side of a cell in pixels: the rows that a convolution computes together.</summary>
    public const int Side = 4;

    private readonly bool[] _cells = new bool[columns * rows];

    /// <summary>True if no pixel is computed.</summary>
    public bool IsEmpty => !_cells.AsSpan().Contains(true);

    /// <summary>True if a pixel is computed; false beyond the planes.</summary>
    public bool this[int x, int y] => x / Side < columns && _cells[(y / Side * columns) + (x / Side)];

    /// <summary>Returns the cells of planes of a size in pixels, all of which are computed.</summary>
    public static PlaneCells All(int width, int height)
    {
        var all = new PlaneCells((width + Side - 1) / Side, (height + Side - 1) / Side);
        all._cells.AsSpan().Fill(true);
        return all;
    }

    /// <summary>Returns the first column from x on that is computed; a large number if none is.</summary>
    public int Next(int x, int y)
    {
        var from = Math.Min(x / Side, columns);
        var next = _cells.AsSpan((y / Side * columns) + from, columns - from).IndexOf(true);
        return next < 0 ? int.MaxValue : Math.Max(x, (from + next) * Side);
    }

    public void Add(int column, int row)
    {
        if (column >= 0 && row >= 0 && column < columns && row < rows) _cells[(row * columns) + column] = true;
    }

    /// <summary>Returns the cells with those around them, which a convolution needs of its input.</summary>
    public PlaneCells Grown() => Mapped(new(columns, rows), (target, column, row) =>
    {
        for (var place = 0; place < 9; place++)
        {
            target.Add(column + (place % 3) - 1, row + (place / 3) - 1);
        }
    });

    /// <summary>Returns the cells of planes of half the size.</summary>
    public PlaneCells Half() => Mapped(
        new((columns + 1) / 2, (rows + 1) / 2), (target, column, row) => target.Add(column / 2, row / 2));

    private PlaneCells Mapped(PlaneCells target, Action<PlaneCells, int, int> add)
    {
        for (var cell = 0; cell < _cells.Length; cell++)
        {
            if (_cells[cell]) add(target, cell % columns, cell / columns);
        }

        return target;
    }
}
