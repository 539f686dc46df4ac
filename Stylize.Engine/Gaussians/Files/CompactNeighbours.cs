namespace Stylize.Engine.Gaussians.Files;

/// <summary>What Gaussians that are known already tell about the next one: means over those near its centre, the nearer the heavier. Whole numbers throughout, so that every machine has the same.</summary>
internal sealed class CompactNeighbours
{
    /// <summary>Gaussians of a cell that are asked, the latest ones.</summary>
    private const int MostOfCell = 6;

    /// <summary>Larger distances count as this, in grid points.</summary>
    private const long MostDistance = 1 << 28;

    /// <summary>Weight of the mean so far beside four times those of neighbours.</summary>
    private const int Trust = 1 << 15;

    private readonly CompactGrid _grid;
    private readonly int _shift;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int[] _latest;
    private readonly List<Entry> _entries;

    /// <param name="count">Gaussians for which the cells are made: about one a cell.</param>
    public CompactNeighbours(CompactGrid grid, int count, CompactNeighbours? before)
    {
        _grid = grid;
        while (((long)((grid.Columns << grid.Shift) >> _shift) + 1) * (((grid.Rows << grid.Shift) >> _shift) + 1) > Math.Max(16, count))
        {
            _shift++;
        }

        _columns = ((grid.Columns << grid.Shift) >> _shift) + 1;
        _rows = ((grid.Rows << grid.Shift) >> _shift) + 1;
        _latest = new int[_columns * _rows];
        Array.Fill(_latest, -1);
        _entries = new List<Entry>(count);
        if (before is not null)
        {
            foreach (var entry in before._entries)
            {
                Add(entry with { IsOfLayer = false });
            }
        }
    }

    /// <summary>Notes a Gaussian.</summary>
    public void Add(in CompactGaussian g, Prediction values) => Add(new Entry(g.X, g.Y, values, true, -1));

    /// <summary>What is expected at a centre.</summary>
    public Prediction Predict(int x, int y, in Prediction otherwise)
    {
        Span<(int Index, int Weight)> near = stackalloc (int, int)[9 * MostOfCell];
        var found = Find(x, y, near);
        if (found == 0)
        {
            return otherwise;
        }

        long all = 0, layer = 0, size = 0, u = 0, v = 0, light = 0, orange = 0, green = 0, opacity = 0;
        for (var k = 0; k < found; k++)
        {
            var (index, weight) = near[k];
            var entry = _entries[index];
            all += weight;
            u += (long)weight * entry.Values.U;
            v += (long)weight * entry.Values.V;
            light += (long)weight * entry.Values.Light;
            orange += (long)weight * entry.Values.Orange;
            green += (long)weight * entry.Values.Green;
            if (entry.IsOfLayer)
            {
                layer += weight;
                size += (long)weight * entry.Values.Size;
                opacity += (long)weight * entry.Values.Opacity;
            }
        }

        if (all == 0)
        {
            return otherwise;
        }

        (light, orange, green) = (light / all, orange / all, green / all);
        long lightSpread = 0, chromaSpread = 0;
        for (var k = 0; k < found; k++)
        {
            var (index, weight) = near[k];
            var entry = _entries[index];
            lightSpread += weight * Math.Abs(entry.Values.Light - light);
            chromaSpread += weight * (Math.Abs(entry.Values.Orange - orange) + Math.Abs(entry.Values.Green - green));
        }

        return new(
            (int)(((size * 4) + (otherwise.Size * (long)Trust)) / ((layer * 4) + Trust)),
            (int)(u / all),
            (int)(v / all),
            (int)light,
            (int)orange,
            (int)green,
            (int)(((opacity * 4) + (otherwise.Opacity * (long)Trust)) / ((layer * 4) + Trust)),
            (int)Math.Min(lightSpread / all, 1 << 24),
            (int)Math.Min(chromaSpread / all, 1 << 24));
    }

    private int Find(int x, int y, Span<(int Index, int Weight)> near)
    {
        var (column, row) = Cell(x, y);
        var found = 0;
        for (var r = Math.Max(0, row - 1); r <= Math.Min(_rows - 1, row + 1); r++)
        {
            for (var c = Math.Max(0, column - 1); c <= Math.Min(_columns - 1, column + 1); c++)
            {
                var index = _latest[(r * _columns) + c];
                for (var k = 0; k < MostOfCell && index >= 0; k++)
                {
                    var entry = _entries[index];
                    var dx = Math.Min(Math.Abs((long)entry.X - x), MostDistance);
                    var dy = Math.Min(Math.Abs((long)entry.Y - y), MostDistance);
                    near[found++] = (index, (int)((1 << 16) / ((((dx * dx) + (dy * dy)) << 4 >> (2 * _shift)) + 1)));
                    index = entry.Before;
                }
            }
        }

        return found;
    }

    private void Add(Entry entry)
    {
        var (column, row) = Cell(entry.X, entry.Y);
        ref var latest = ref _latest[(row * _columns) + column];
        _entries.Add(entry with { Before = latest });
        latest = _entries.Count - 1;
    }

    private (int Column, int Row) Cell(int x, int y) =>
        (Math.Clamp((x - _grid.Left) >> _shift, 0, _columns - 1), Math.Clamp((y - _grid.Top) >> _shift, 0, _rows - 1));

    /// <summary>Values in units that do not depend on the Gaussian: size in 1/16 of its level, elongation and colours in <see cref="CompactQuantiser.Units"/>, opacity in 1/16 of its step.</summary>
    public readonly record struct Prediction(int Size, int U, int V, int Light, int Orange, int Green, int Opacity, int LightSpread, int ChromaSpread);

    private readonly record struct Entry(int X, int Y, Prediction Values, bool IsOfLayer, int Before);
}
