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
    private readonly int _across;
    private readonly int _cells;
    private readonly int _firstRow;
    private readonly PooledBuffer<int> _starts;
    private readonly PooledBuffer<int> _entries;

    private TileBins(SampleTiles grid, int cells, int firstRow, int endRow, int entries)
    {
        (_grid, _across) = (grid, grid.Across);
        _cells = cells;
        _firstRow = firstRow;
        _starts = new PooledBuffer<int>(((endRow - firstRow) * grid.Across * cells) + 1, clear: true);
        _entries = new PooledBuffer<int>(entries);
    }

    /// <summary>Counts the (Gaussian, tile) pairs in each row of tiles.</summary>
    private static long[] CountRows(SampleTiles grid, PooledBuffer<SampleBox> boxes)
    {
        var changes = new long[grid.Down + 1];
        for (var i = 0; i < boxes.Length; i++)
        {
            ref readonly var g = ref boxes.Pointer[i];
            if (g.Bottom < g.Top) continue;

            var tiles = grid.Column(g.Right) - grid.Column(g.Left) + 1;
            changes[grid.Row(g.Top)] += tiles;
            changes[grid.Row(g.Bottom) + 1] -= tiles;
        }

        for (var row = 1; row <= grid.Down; row++)
        {
            changes[row] += changes[row - 1];
        }

        return changes[..grid.Down];
    }

    /// <summary>Calls a body for each tile that has pixels, concurrently, in as many rounds as the memory for bins
    /// needs.</summary>
    /// <param name="keepOrder">True to keep the order of the Gaussians in each tile.</param>
    public static void ForEachTile(
        SampleTiles grid, PooledBuffer<SampleBox> boxes, bool keepOrder, ThreadGrant maxThreads,
        CancellationToken cancellation, TileBody body)
    {
        ForEachRound(grid, boxes, keepOrder, MaxEntries, long.MaxValue, (bins, first, end) =>
            RowBands.ForEach((end - first) * grid.Across, maxThreads, cancellation, (index, _, _) =>
            {
                var (tileColumn, tileRow) = (index % grid.Across, first + (index / grid.Across));
                var tile = grid[tileColumn, tileRow];
                if (tile.Width > 0)
                {
                    body(tile, bins[tileColumn, tileRow]);
                }
            }, bandHeight: 1));
    }

    /// <summary>Calls a body for one range of rows of tiles after another, so that the bins of each fit in
    /// memory.</summary>
    /// <param name="keepOrder">True to keep the order of the Gaussians in each tile.</param>
    /// <param name="maxEntries">Largest number of (Gaussian, tile) pairs of a round of several rows.</param>
    /// <param name="maxTiles">Largest number of tiles of such a round.</param>
    /// <param name="body">Receives the bins, the first row and the row after the last.</param>
    public static void ForEachRound(
        SampleTiles grid, PooledBuffer<SampleBox> boxes, bool keepOrder, long maxEntries, long maxTiles,
        Action<TileBins, int, int> body)
    {
        var entries = CountRows(grid, boxes);
        for (var row = 0; row < grid.Down;)
        {
            var (first, sum) = (row, 0L);
            do
            {
                sum += entries[row++];
            }
            while (row < grid.Down && sum + entries[row] <= maxEntries && (row - first + 1L) * grid.Across <= maxTiles);

            using var bins = Create(grid, boxes, first, row, checked((int)sum), keepOrder);
            body(bins, first, row);
        }
    }

    /// <summary>Bins Gaussians for the rows of tiles [<paramref name="firstRow"/>,
    /// <paramref name="endRow"/>).</summary>
    /// <param name="entries">Sum of <see cref="CountRows"/> over these rows.</param>
    /// <param name="keepOrder">True to keep the order of the Gaussians in each tile.</param>
    private static TileBins Create(
        SampleTiles grid, PooledBuffer<SampleBox> boxes, int firstRow, int endRow, int entries, bool keepOrder)
    {
        var cells = keepOrder ? 1 : (grid.TileWidth + CellWidth - 1) / CellWidth;
        var bins = new TileBins(grid, cells, firstRow, endRow, entries);
        bins.Fill(boxes, endRow);
        return bins;
    }

    public ReadOnlySpan<int> this[int column, int row] => _entries.Span[Range(column, row)];

    /// <summary>The Gaussians of all tiles.</summary>
    public ReadOnlySpan<int> Entries => _entries.Span;

    /// <summary>Returns the entries of a tile.</summary>
    public Range Range(int column, int row)
    {
        var key = (((row - _firstRow) * _across) + column) * _cells;
        var start = key == 0 ? 0 : _starts.Span[key - 1];
        return start.._starts.Span[key + _cells - 1];
    }

    public void Dispose()
    {
        _starts.Dispose();
        _entries.Dispose();
    }

    private void Fill(PooledBuffer<SampleBox> boxes, int endRow)
    {
        // A counting sort. After the second pass, ends[key] is the end of the entries of the key. Most Gaussians touch
        // one tile, so their keys are kept for the second pass.
        using var ownKeys = new PooledBuffer<int>(boxes.Length);
        var ends = _starts.Pointer;
        var keys = _starts.Length - 1;
        for (var i = 0; i < boxes.Length; i++)
        {
            var (first, right, bottom, left) = Tiles(boxes.Pointer[i], endRow);
            ownKeys.Pointer[i] = first < 0 || (right == 0 && bottom == 0) ? first : MultipleTiles;
            for (var down = 0; first >= 0 && down <= bottom; down++)
            {
                for (var column = 0; column <= right; column++)
                {
                    ends[Key(first, column, down, left) + 1]++;
                }
            }
        }

        for (var key = 1; key <= keys; key++)
        {
            ends[key] += ends[key - 1];
        }

        var entries = _entries.Pointer;
        for (var i = 0; i < boxes.Length; i++)
        {
            var own = ownKeys.Pointer[i];
            if (own >= 0)
            {
                entries[ends[own]++] = i;
            }
            else if (own == MultipleTiles)
            {
                var (first, right, bottom, left) = Tiles(boxes.Pointer[i], endRow);
                for (var down = 0; down <= bottom; down++)
                {
                    for (var column = 0; column <= right; column++)
                    {
                        entries[ends[Key(first, column, down, left)]++] = i;
                    }
                }
            }
        }
    }

    /// <summary>
    /// Returns the key of the first tile (-1 for none), the number of further tiles to the right and below, and the
    /// column bin in the first tile.
    /// </summary>
    private (int First, int Right, int Bottom, int Left) Tiles(in SampleBox g, int endRow)
    {
        var top = Math.Max(_grid.Row(g.Top), _firstRow);
        var bottom = g.Bottom < g.Top ? -1 : Math.Min(_grid.Row(g.Bottom), endRow - 1);
        var column = _grid.Column(g.Left);
        var cell = _cells == 1 ? 0 : (g.Left - (column * _grid.TileWidth)) / CellWidth;
        return bottom < top
            ? (-1, 0, 0, 0)
            : (((((top - _firstRow) * _across) + column) * _cells) + cell, _grid.Column(g.Right) - column,
                bottom - top, cell);
    }

    /// <summary>
    /// Returns the key of a tile to the right of or below the first tile. In tiles to the right, a Gaussian starts at
    /// the first column bin.
    /// </summary>
    private int Key(int first, int column, int down, int cell) =>
        first + (((down * _across) + column) * _cells) - (column > 0 ? cell : 0);
}
