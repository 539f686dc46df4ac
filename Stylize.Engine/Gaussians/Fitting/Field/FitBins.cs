namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Bins Gaussians by the tiles of a <see cref="FitField"/> that they touch, in index order, with a slot for
/// each pair.</summary>
/// <remarks>
/// A parallel counting sort: counts each part of the Gaussians by tile, computes offsets from the counts, and writes
/// each part at its offsets. The order does not depend on the number of threads.
/// </remarks>
internal sealed unsafe class FitBins : IDisposable
{
    /// <summary>Gaussians per part.</summary>
    public const int PartSize = 512;

    private readonly int _across;
    private readonly FitTarget _target;
    private readonly int[] _starts;
    private readonly PooledBuffer<int> _slots;

    /// <summary>For each part and tile: number of items, then offset of the next item.</summary>
    private readonly PooledBuffer<int> _offsets;

    /// <summary>For each part: number of items, then first slot.</summary>
    private readonly int[] _firstSlots;
    private PooledBuffer<FitItem> _items = new(1);

    public FitBins(FitTarget target, int capacity)
    {
        _target = target;
        _across = RowBands.Count(target.Width, FitField.TileColumns);
        Tiles = _across * RowBands.Count(target.Height, FitField.TileRows);
        _starts = new int[Tiles + 1];
        _slots = new PooledBuffer<int>(capacity + 1);
        _firstSlots = new int[RowBands.Count(capacity, PartSize)];
        _offsets = new PooledBuffer<int>(checked(_firstSlots.Length * Tiles));
    }

    public int Tiles { get; }

    /// <summary>First slot of each Gaussian. Its slots end at the first slot of the next Gaussian.</summary>
    public int* Slots => _slots.Pointer;

    public int SlotCount => _starts[^1];

    public ReadOnlySpan<FitItem> ItemsIn(int tile) => _items.Span[_starts[tile].._starts[tile + 1]];

    public FitTile Area(int tile)
    {
        var (row, column) = Math.DivRem(tile, _across);
        var (left, top) = (column * FitField.TileColumns, row * FitField.TileRows);
        return new(left, top, Math.Min(FitField.TileColumns, _target.Width - left),
            Math.Min(FitField.TileRows, _target.Height - top));
    }

    /// <summary>Counts the tiles of Gaussians <paramref name="start"/> to <paramref name="end"/> - 1, which must be a
    /// part.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Count(FitGeometry geometry, int start, int end)
    {
        var part = start / PartSize;
        var counts = _offsets.Pointer + ((nint)part * Tiles);
        new Span<int>(counts, Tiles).Clear();
        var sum = 0;
        for (var i = start; i < end; i++)
        {
            var tiles = geometry.Tiles[i];
            for (var row = tiles.FirstRow; row < tiles.EndRow; row++)
            {
                for (var column = tiles.FirstColumn; column < tiles.EndColumn; column++)
                {
                    counts[(row * _across) + column]++;
                    sum++;
                }
            }
        }

        _firstSlots[part] = sum;
    }

    /// <summary>Computes the offsets of all parts. Call <see cref="Count"/> for all of them first.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Divide(int count)
    {
        var parts = RowBands.Count(count, PartSize);
        var place = 0;
        for (var tile = 0; tile < Tiles; tile++)
        {
            _starts[tile] = place;
            var counts = _offsets.Pointer + tile;
            for (var part = 0; part < parts; part++, counts += Tiles)
            {
                (*counts, place) = (place, place + *counts);
            }
        }

        _starts[Tiles] = place;
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
        var places = _offsets.Pointer + ((nint)part * Tiles);
        var slot = _firstSlots[part];
        var items = _items.Pointer;
        var slots = _slots.Pointer;
        for (var i = start; i < end; i++)
        {
            slots[i] = slot;
            var tiles = geometry.Tiles[i];
            for (var row = tiles.FirstRow; row < tiles.EndRow; row++)
            {
                for (var column = tiles.FirstColumn; column < tiles.EndColumn; column++)
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
        _offsets.Dispose();
    }
}

/// <summary>Contributions of tiles to the sums of their Gaussians; see <see cref="FitItem.Slot"/>.</summary>
internal sealed unsafe class FitSlots : IDisposable
{
    private const int Length = 12;

    private PooledBuffer<float> _buffer = new(0);

    public float* this[int slot] => _buffer.Pointer + ((nint)slot * Length);

    /// <summary>Ensures the capacity, with some reserve. The contents become undefined.</summary>
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

/// <summary>A Gaussian in a tile.</summary>
/// <param name="Slot">Slot for the tile's contribution to the gradient or removal cost.</param>
internal readonly record struct FitItem(int Index, int Slot);
