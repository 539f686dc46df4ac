using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The Gaussians that touch each cell of a <see cref="FitField"/>, in index order, and a slot for each such pair.</summary>
/// <remarks>
/// The numbers hardly change from one iteration to the next, so each cell has some spare room, and all are counted again only when a cell
/// overflows.
/// </remarks>
internal sealed unsafe class FitBins : IDisposable
{
    private readonly int _across;
    private readonly FitTarget _target;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly PooledBuffer<int> _slots;
    private PooledBuffer<FitItem> _items = new(1);

    /// <param name="target">The image that is divided into cells.</param>
    /// <param name="capacity">Largest number of Gaussians.</param>
    public FitBins(FitTarget target, int capacity)
    {
        _target = target;
        _across = RowBands.Count(target.Width, FitField.CellColumns);
        _starts = new int[(_across * RowBands.Count(target.Height, FitField.CellRows)) + 1];
        _ends = new int[_starts.Length - 1];
        _slots = new PooledBuffer<int>(capacity + 1);
    }

    /// <summary>Number of cells.</summary>
    public int Cells => _ends.Length;

    /// <summary>First slot of each Gaussian; its last is before the next one's first.</summary>
    public int* Slots => _slots.Pointer;

    /// <summary>Slots that there may be.</summary>
    public int SlotCapacity => _items.Length;

    /// <summary>The Gaussians of a cell.</summary>
    public ReadOnlySpan<FitItem> Of(int cell) => _items.Span[_starts[cell].._ends[cell]];

    /// <summary>The pixels of a cell.</summary>
    public FitTile Area(int cell)
    {
        var (row, column) = Math.DivRem(cell, _across);
        var (left, top) = (column * FitField.CellColumns, row * FitField.CellRows);
        return new(
            left, top, Math.Min(FitField.CellColumns, _target.Width - left), Math.Min(FitField.CellRows, _target.Height - top));
    }

    /// <summary>Sorts Gaussians 0 to <paramref name="count"/> - 1 into the cells.</summary>
    public void Update(FitGeometry geometry, int count)
    {
        if (!TryFill(geometry, count))
        {
            MakeRoom(geometry, count);
            TryFill(geometry, count);
        }
    }

    public void Dispose()
    {
        _items.Dispose();
        _slots.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool TryFill(FitGeometry geometry, int count)
    {
        _starts.AsSpan(0, _ends.Length).CopyTo(_ends);
        var items = _items.Pointer;
        var slots = _slots.Pointer;
        var slot = 0;
        for (var i = 0; i < count; i++)
        {
            slots[i] = slot;
            var cells = geometry.Cells[i];
            for (var row = cells.FirstRow; row < cells.EndRow; row++)
            {
                for (var column = cells.FirstColumn; column < cells.EndColumn; column++)
                {
                    var cell = (row * _across) + column;
                    var place = _ends[cell];
                    if (place == _starts[cell + 1])
                    {
                        return false;
                    }

                    items[place] = new FitItem(i, slot++);
                    _ends[cell] = place + 1;
                }
            }
        }

        slots[count] = slot;
        return true;
    }

    private void MakeRoom(FitGeometry geometry, int count)
    {
        Array.Clear(_ends);
        for (var i = 0; i < count; i++)
        {
            var cells = geometry.Cells[i];
            for (var row = cells.FirstRow; row < cells.EndRow; row++)
            {
                for (var column = cells.FirstColumn; column < cells.EndColumn; column++)
                {
                    _ends[(row * _across) + column]++;
                }
            }
        }

        for (var cell = 0; cell < _ends.Length; cell++)
        {
            _starts[cell + 1] = _starts[cell] + _ends[cell] + (_ends[cell] / 8) + 64;
        }

        if (_starts[^1] > _items.Length)
        {
            _items.Dispose();
            _items = new PooledBuffer<FitItem>(_starts[^1] + (_starts[^1] / 4));
        }
    }
}
