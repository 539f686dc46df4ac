namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Draws a tile.</summary>
/// <param name="chosen">The Gaussians that touch it.</param>
internal delegate void TileBody(Tile tile, ReadOnlySpan<int> chosen);

/// <summary>
/// The Gaussians that touch each tile, sorted by left edge if their order is free, so that sums stay in the first-level
/// cache.
/// </summary>
internal sealed unsafe class TileBins : IDisposable
{
    private const int CellWidth = 32;

    /// <summary>Largest number of (Gaussian, tile) pairs in memory.</summary>
    private const int MaxEntries = 1 << 24;

    /// <summary>Key of a Gaussian that touches several tiles.</summary>
    private const int MultipleTiles = -2;

    private readonly SampleTiles _grid;
    private readonly PooledBuffer<SampleBox> _boxes;
    private readonly int _cells;

    /// <summary>Keys in a row of tiles.</summary>
    private readonly int _rowKeys;

    /// <summary>Most Gaussians touch one tile, so their keys are kept.</summary>
    private readonly PooledBuffer<int> _ownKeys;

    /// <summary>At key + 1 the number of entries of a key; after <see cref="Fill"/>, at key the end of the
    /// entries.</summary>
    private readonly PooledBuffer<int> _ends;

    private TileBins(SampleTiles grid, PooledBuffer<SampleBox> boxes, bool keepOrder)
    {
        (_grid, _boxes) = (grid, boxes);
        _cells = keepOrder ? 1 : (grid.TileWidth + CellWidth - 1) / CellWidth;
        _rowKeys = grid.Across * _cells;
        _ownKeys = new PooledBuffer<int>(boxes.Length);
        _ends = new PooledBuffer<int>((grid.Down * _rowKeys) + 1, clear: true);
        var counts = _ends.Pointer + 1;
        for (var i = 0; i < boxes.Length; i++)
        {
            var (first, right, bottom, cell) = Tiles(boxes.Pointer[i]);
            _ownKeys.Pointer[i] = first < 0 || (right == 0 && bottom == 0) ? first : MultipleTiles;
            for (var down = 0; down <= bottom; down++)
            {
                for (var column = 0; column <= right; column++)
                {
                    counts[Key(first, column, down, cell)]++;
                }
            }
        }
    }

    /// <summary>Calls a body for each tile that has pixels, concurrently, in as many rounds as the memory for bins
    /// needs.</summary>
    /// <param name="keepOrder">True to keep the order of the Gaussians in each tile.</param>
    public static void ForEachTile(
        SampleTiles grid, PooledBuffer<SampleBox> boxes, bool keepOrder, ThreadGrant maxThreads,
        CancellationToken cancellation, TileBody body)
    {
        using var bins = new TileBins(grid, boxes, keepOrder);
        for (var row = 0; row < grid.Down;)
        {
            var (first, sum) = (row, 0L);
            do
            {
                sum += bins.Count(row++);
            }
            while (row < grid.Down && sum + bins.Count(row) <= MaxEntries);

            using var entries = new PooledBuffer<int>(checked((int)sum));
            bins.Fill(first * bins._rowKeys, row * bins._rowKeys, entries.Pointer);
            RowBands.ForEach((row - first) * grid.Across, maxThreads, cancellation, (index, _, _) =>
            {
                var tile = grid[index % grid.Across, first + (index / grid.Across)];
                if (tile.Width > 0)
                {
                    var ends = bins._ends.Span[(first * bins._rowKeys)..];
                    var key = index * bins._cells;
                    body(tile, entries.Span[(key == 0 ? 0 : ends[key - 1])..ends[key + bins._cells - 1]]);
                }
            }, bandHeight: 1);
        }
    }

    public void Dispose()
    {
        _ownKeys.Dispose();
        _ends.Dispose();
    }

    /// <summary>Returns the number of entries in a row of tiles.</summary>
    private long Count(int row)
    {
        var count = 0L;
        foreach (var entries in _ends.Span.Slice((row * _rowKeys) + 1, _rowKeys))
        {
            count += entries;
        }

        return count;
    }

    /// <summary>Writes the entries of the keys [<paramref name="firstKey"/>, <paramref name="endKey"/>) with a counting
    /// sort.</summary>
    private void Fill(int firstKey, int endKey, int* entries)
    {
        var ends = _ends.Pointer;
        ends[firstKey] = 0;
        for (var key = firstKey + 1; key < endKey; key++)
        {
            ends[key] += ends[key - 1];
        }

        for (var i = 0; i < _boxes.Length; i++)
        {
            var own = _ownKeys.Pointer[i];
            if (own >= firstKey && own < endKey)
            {
                entries[ends[own]++] = i;
            }
            else if (own == MultipleTiles)
            {
                var (first, right, bottom, cell) = Tiles(_boxes.Pointer[i]);
                for (var down = 0; down <= bottom; down++)
                {
                    for (var column = 0; column <= right; column++)
                    {
                        var key = Key(first, column, down, cell);
                        if (key >= firstKey && key < endKey)
                        {
                            entries[ends[key]++] = i;
                        }
                    }
                }
            }
        }
    }

    /// <summary>
    /// Returns the key of the first tile (-1 for none), the number of further tiles to the right and below (-1 for
    /// none), and the column bin in the first tile.
    /// </summary>
    private (int First, int Right, int Bottom, int Cell) Tiles(in SampleBox g)
    {
        if (g.Bottom < g.Top) return (-1, 0, -1, 0);

        var (column, row) = (_grid.Column(g.Left), _grid.Row(g.Top));
        var cell = _cells == 1 ? 0 : (g.Left - (column * _grid.TileWidth)) / CellWidth;
        return ((row * _rowKeys) + (column * _cells) + cell, _grid.Column(g.Right) - column, _grid.Row(g.Bottom) - row,
            cell);
    }

    /// <summary>
    /// Returns the key of a tile to the right of or below the first tile. In tiles to the right, a Gaussian starts at
    /// the first column bin.
    /// </summary>
    private int Key(int first, int column, int down, int cell) =>
        first + (down * _rowKeys) + (column * _cells) - (column > 0 ? cell : 0);
}
