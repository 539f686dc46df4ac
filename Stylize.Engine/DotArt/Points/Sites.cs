using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Points;

/// <summary>
/// Points in a rectangle, kept sorted into the square cells of a grid in row order, so that what is near in the plane is near in memory and
/// the points of some rows of cells are one run of indices.
/// </summary>
internal sealed unsafe class Sites : IDisposable
{
    private const float PerCell = 1.5f;

    private readonly PooledBuffer<float> _x;
    private readonly PooledBuffer<float> _y;
    private readonly PooledBuffer<float> _spareX;
    private readonly PooledBuffer<float> _spareY;
    private readonly PooledBuffer<int> _cellOf;
    private readonly PooledBuffer<int> _starts;

    /// <param name="count">Number of points, 1 or more.</param>
    /// <param name="width">Width of the rectangle.</param>
    /// <param name="height">Height of the rectangle.</param>
    public Sites(int count, float width, float height)
    {
        Count = count;
        Width = width;
        Height = height;
        CellSize = MathF.Max(MathF.Sqrt(PerCell * width * height / count), MathF.Max(width, height) / 8192f);
        Columns = Math.Max(1, (int)MathF.Ceiling(width / CellSize));
        Rows = Math.Max(1, (int)MathF.Ceiling(height / CellSize));
        _x = new PooledBuffer<float>(count);
        _y = new PooledBuffer<float>(count);
        _spareX = new PooledBuffer<float>(count);
        _spareY = new PooledBuffer<float>(count);
        _cellOf = new PooledBuffer<int>(count);
        _starts = new PooledBuffer<int>((Columns * Rows) + 1);
    }

    public int Count { get; }

    public float Width { get; }

    public float Height { get; }

    public float CellSize { get; }

    public int Columns { get; }

    public int Rows { get; }

    public float* X => _x.Pointer;

    public float* Y => _y.Pointer;

    /// <summary>Index of the first point of each cell, row by row; one more entry ends the last.</summary>
    public int* Starts => _starts.Pointer;

    public int Column(float x) => Math.Clamp((int)(x / CellSize), 0, Columns - 1);

    public int Row(float y) => Math.Clamp((int)(y / CellSize), 0, Rows - 1);

    /// <summary>Sorts the points into cells; points of one cell keep their order.</summary>
    /// <param name="moved">Filled with the old index of each new one, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort(int* moved = null)
    {
        new Span<int>(Starts, (Columns * Rows) + 1).Clear();
        for (var i = 0; i < Count; i++)
        {
            var cell = (Row(Y[i]) * Columns) + Column(X[i]);
            _cellOf.Pointer[i] = cell;
            Starts[cell + 1]++;
        }

        for (var cell = 0; cell < Columns * Rows; cell++)
        {
            Starts[cell + 1] += Starts[cell];
        }

        _x.Span.CopyTo(_spareX.Span);
        _y.Span.CopyTo(_spareY.Span);
        for (var i = 0; i < Count; i++)
        {
            var to = Starts[_cellOf.Pointer[i]]++;
            X[to] = _spareX.Pointer[i];
            Y[to] = _spareY.Pointer[i];
            if (moved is not null)
            {
                moved[to] = i;
            }
        }

        for (var cell = Columns * Rows; cell > 0; cell--)
        {
            Starts[cell] = Starts[cell - 1];
        }

        Starts[0] = 0;
    }

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        _spareX.Dispose();
        _spareY.Dispose();
        _cellOf.Dispose();
        _starts.Dispose();
    }
}
