using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>The Gaussians that touch each cell of a <see cref="FitField"/>, in index order, and a slot for each such pair.</summary>
/// <remarks>
/// A counting sort whose two passes threads share: each part of the Gaussians is counted by cells, sums of the counts say where its own
/// items begin in each cell, and each part is then written there. So the order does not depend on the threads.
/// </remarks>
internal sealed unsafe class FitBins : IDisposable
{
    /// <summary>Gaussians that are counted together.</summary>
    public const int PartSize = 512;

    private readonly int _across;
    private readonly FitTarget _target;
    private readonly int[] _starts;
    private readonly PooledBuffer<int> _slots;

    /// <summary>For each part and cell: first its items in the cell, then where the next of them goes.</summary>
    private readonly PooledBuffer<int> _places;

    /// <summary>For each part: first its items, then its first slot.</summary>
    private readonly int[] _firstSlots;
    private PooledBuffer<FitItem> _items = new(1);

    public FitBins(FitTarget target, int capacity)
    {
        _target = target;
        _across = RowBands.Count(target.Width, FitField.CellColumns);
        Cells = _across * RowBands.Count(target.Height, FitField.CellRows);
        _starts = new int[Cells + 1];
        _slots = new PooledBuffer<int>(capacity + 1);
        _firstSlots = new int[RowBands.Count(capacity, PartSize)];
        _places = new PooledBuffer<int>(checked(_firstSlots.Length * Cells));
    }

    public int Cells { get; }

    /// <summary>First slot of each Gaussian; its last is before the next one's first.</summary>
    public int* Slots => _slots.Pointer;

    public int SlotCount => _starts[^1];

    public ReadOnlySpan<FitItem> Of(int cell) => _items.Span[_starts[cell].._starts[cell + 1]];

    public FitTile Area(int cell)
    {
        var (row, column) = Math.DivRem(cell, _across);
        var (left, top) = (column * FitField.CellColumns, row * FitField.CellRows);
        return new(left, top, Math.Min(FitField.CellColumns, _target.Width - left), Math.Min(FitField.CellRows, _target.Height - top));
    }

    /// <summary>Counts the cells of Gaussians <paramref name="start"/> to <paramref name="end"/> - 1, which are a part.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Count(FitGeometry geometry, int start, int end)
    {
        var part = start / PartSize;
        var counts = _places.Pointer + ((nint)part * Cells);
        new Span<int>(counts, Cells).Clear();
        var sum = 0;
        for (var i = start; i < end; i++)
        {
            var cells = geometry.Cells[i];
            for (var row = cells.FirstRow; row < cells.EndRow; row++)
            {
                for (var column = cells.FirstColumn; column < cells.EndColumn; column++)
                {
                    counts[(row * _across) + column]++;
                    sum++;
                }
            }
        }

        _firstSlots[part] = sum;
    }

    /// <summary>Finds where the items of each part begin; all are counted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Divide(int count)
    {
        var parts = RowBands.Count(count, PartSize);
        var place = 0;
        for (var cell = 0; cell < Cells; cell++)
        {
            _starts[cell] = place;
            var counts = _places.Pointer + cell;
            for (var part = 0; part < parts; part++, counts += Cells)
            {
                (*counts, place) = (place, place + *counts);
            }
        }

        _starts[Cells] = place;
        var slot = 0;
        for (var part = 0; part < parts; part++)
        {
            (_firstSlots[part], slot) = (slot, slot + _firstSlots[part]);
        }

        _slots.Pointer[count] = slot;
        if (place > _items.Length)
        {
            _items.Dispose();
            _items = new PooledBuffer<FitItem>(place + (place / 4));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Fill(FitGeometry geometry, int start, int end)
    {
        var part = start / PartSize;
        var places = _places.Pointer + ((nint)part * Cells);
        var slot = _firstSlots[part];
        var items = _items.Pointer;
        var slots = _slots.Pointer;
        for (var i = start; i < end; i++)
        {
            slots[i] = slot;
            var cells = geometry.Cells[i];
            for (var row = cells.FirstRow; row < cells.EndRow; row++)
            {
                for (var column = cells.FirstColumn; column < cells.EndColumn; column++)
                {
                    items[places[(row * _across) + column]++] = new FitItem(i, slot++);
                }
            }
        }
    }

    public void Dispose()
    {
        _items.Dispose();
        _slots.Dispose();
        _places.Dispose();
    }
}

/// <summary>What each cell adds to the sums of each of its Gaussians; see <see cref="FitItem.Slot"/>.</summary>
internal sealed unsafe class FitSlots : IDisposable
{
    private const int Length = 12;

    private PooledBuffer<float> _buffer = new(0);

    public float* this[int slot] => _buffer.Pointer + ((nint)slot * Length);

    /// <summary>Makes room for a number of slots and some more; their contents are undefined.</summary>
    public void MakeRoom(int slots)
    {
        if (_buffer.Length < slots * Length)
        {
            _buffer.Dispose();
            _buffer = new PooledBuffer<float>(checked((slots + (slots / 8)) * Length));
        }
    }

    public void Dispose() => _buffer.Dispose();
}

/// <summary>A Gaussian in a cell.</summary>
/// <param name="Slot">Where what this cell adds to its gradient, or to its cost, is kept.</param>
internal readonly record struct FitItem(int Index, int Slot);
