using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Which Gaussians touch which tiles, for some rows of tiles. Where their order does not matter, the Gaussians of a tile are sorted by the
/// column of their left edge, so that the sums being added to stay in the first-level cache.
/// </summary>
internal sealed unsafe class TileBins : IDisposable
{
    private const int CellWidth = 32;

    private readonly TileGrid _grid;
    private readonly int _cells;
    private readonly int _firstRow;
    private readonly PooledBuffer<int> _starts;
    private readonly PooledBuffer<int> _entries;

    private TileBins(TileGrid grid, int cells, int firstRow, int endRow, int entries)
    {
        _grid = grid;
        _cells = cells;
        _firstRow = firstRow;
        _starts = new PooledBuffer<int>(((endRow - firstRow) * grid.Across * cells) + 1, clear: true);
        _entries = new PooledBuffer<int>(entries);
    }

    /// <summary>Number of (Gaussian, tile) pairs in each row of tiles.</summary>
    public static long[] CountRows(TileGrid grid, PooledBuffer<PreparedGaussian> gaussians)
    {
        var changes = new long[grid.Down + 1];
        for (var i = 0; i < gaussians.Length; i++)
        {
            ref readonly var g = ref gaussians.Pointer[i];
            if (g.Bottom < g.Top)
            {
                continue;
            }

            var tiles = (g.Right / grid.TileWidth) - (g.Left / grid.TileWidth) + 1;
            changes[g.Top / grid.TileHeight] += tiles;
            changes[(g.Bottom / grid.TileHeight) + 1] -= tiles;
        }

        for (var row = 1; row <= grid.Down; row++)
        {
            changes[row] += changes[row - 1];
        }

        return changes[..grid.Down];
    }

    /// <summary>Bins Gaussians for the rows of tiles [<paramref name="firstRow"/>, <paramref name="endRow"/>).</summary>
    /// <param name="entries">Sum of <see cref="CountRows"/> over those rows.</param>
    /// <param name="keepOrder">True where the Gaussians of a tile must stay in their order.</param>
    public static TileBins Create(
        TileGrid grid,
        PooledBuffer<PreparedGaussian> gaussians,
        int firstRow,
        int endRow,
        int entries,
        bool keepOrder)
    {
        var cells = keepOrder ? 1 : (grid.TileWidth + CellWidth - 1) / CellWidth;
        var bins = new TileBins(grid, cells, firstRow, endRow, entries);
        bins.Fill(gaussians, endRow);
        return bins;
    }

    /// <summary>Indices of the Gaussians that touch a tile.</summary>
    public ReadOnlySpan<int> this[int column, int row]
    {
        get
        {
            var key = (((row - _firstRow) * _grid.Across) + column) * _cells;
            var start = key == 0 ? 0 : _starts.Span[key - 1];
            return _entries.Span[start.._starts.Span[key + _cells - 1]];
        }
    }

    public void Dispose()
    {
        _starts.Dispose();
        _entries.Dispose();
    }

    private void Fill(PooledBuffer<PreparedGaussian> gaussians, int endRow)
    {
        // Counting sort. After the second pass, ends[key] is the end of the entries of the key.
        var ends = _starts.Pointer;
        var keys = _starts.Length - 1;
        Visit(gaussians, endRow, static (ends, _, key, _) => ends[key + 1]++, ends, null);
        for (var key = 1; key <= keys; key++)
        {
            ends[key] += ends[key - 1];
        }

        Visit(gaussians, endRow, static (ends, entries, key, i) => entries[ends[key]++] = i, ends, _entries.Pointer);
    }

    private delegate void Visitor(int* ends, int* entries, int key, int gaussian);

    private void Visit(PooledBuffer<PreparedGaussian> gaussians, int endRow, Visitor visitor, int* ends, int* entries)
    {
        for (var i = 0; i < gaussians.Length; i++)
        {
            ref readonly var g = ref gaussians.Pointer[i];
            var top = Math.Max(g.Top / _grid.TileHeight, _firstRow);
            var bottom = Math.Min(g.Bottom < g.Top ? -1 : g.Bottom / _grid.TileHeight, endRow - 1);
            for (var row = top; row <= bottom; row++)
            {
                var last = g.Right / _grid.TileWidth;
                for (var column = g.Left / _grid.TileWidth; column <= last; column++)
                {
                    var cell = _cells == 1 ? 0 : Math.Max(0, g.Left - (column * _grid.TileWidth)) / CellWidth;
                    visitor(ends, entries, ((((row - _firstRow) * _grid.Across) + column) * _cells) + cell, i);
                }
            }
        }
    }
}
