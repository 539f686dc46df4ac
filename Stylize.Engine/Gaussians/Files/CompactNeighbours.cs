namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Predicts a Gaussian's values from those already coded: weighted means over the ones near its centre, by inverse squared distance.
/// Integers throughout, so that every machine predicts the same.
/// </summary>
internal sealed class CompactNeighbours
{
    /// <summary>Gaussians of a cell that are used, the latest ones.</summary>
    private const int MaxPerCell = 6;

    /// <summary>Coordinate differences are clamped to this, in grid points.</summary>
    private const long MaxDistance = 1 << 28;

    /// <summary>Weight of the running mean beside four times the weights of neighbours.</summary>
    private const int RunningMeanWeight = 1 << 15;

    /// <summary>65536 / distance, for the distances within two boxes.</summary>
    private static readonly uint[] Weights = [.. Enumerable.Range(0, 256).Select(distance => (1u << 16) / (uint)Math.Max(1, distance))];

    private readonly CompactGrid _grid;
    private readonly int _shift;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int[] _latest;
    private readonly Entry[] _entries;

    /// <summary>What was found last: colours are mostly asked for in the box that shapes were.</summary>
    private readonly int[] _indices = new int[9 * MaxPerCell];
    private (int Column, int Row) _cell = (-1, -1);
    private int _countThen;
    private int _foundThen;
    private int _count;

    /// <param name="grid">The grid around all centres.</param>
    /// <param name="count">Gaussians up to the end of this layer; there is about one cell for each.</param>
    /// <param name="before">The predictor of the layer before, whose Gaussians are taken over.</param>
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
        _entries = new Entry[count];
        if (before is not null)
        {
            foreach (ref readonly var entry in before._entries.AsSpan(0, before._count))
            {
                Add(entry with { IsOfLayer = false });
            }
        }
    }

    /// <summary>Adds a Gaussian that is coded.</summary>
    public void Add(in CompactGaussian g, Prediction values) => Add(new Entry(g.X, g.Y, values, true, -1));

    /// <summary>
    /// Predicts size, elongation and opacity at a centre. Colours, and all values where nothing is near, are those of
    /// <paramref name="otherwise"/>.
    /// </summary>
    public Prediction PredictShape(int x, int y, in Prediction otherwise)
    {
        Span<Near> near = stackalloc Near[9 * MaxPerCell];
        var found = Find(x, y, near, out var all);
        if (all == 0)
        {
            return otherwise;
        }

        long layer = 0, size = 0, u = 0, v = 0, opacity = 0;
        foreach (var (index, weight) in near[..found])
        {
            ref readonly var entry = ref _entries[index];
            u += weight * entry.Values.U;
            v += weight * entry.Values.V;
            if (entry.IsOfLayer)
            {
                layer += weight;
                size += weight * entry.Values.Size;
                opacity += weight * entry.Values.Opacity;
            }
        }

        return otherwise with
        {
            Size = (int)(((size * 4) + (otherwise.Size * (long)RunningMeanWeight)) / ((layer * 4) + RunningMeanWeight)),
            U = (int)(u / all),
            V = (int)(v / all),
            Opacity = (int)(((opacity * 4) + (otherwise.Opacity * (long)RunningMeanWeight)) / ((layer * 4) + RunningMeanWeight)),
        };
    }

    /// <summary>
    /// Predicts colour at a centre, and the mean absolute deviation from it. Other values, and all where nothing is near, are those of
    /// <paramref name="otherwise"/>.
    /// </summary>
    public Prediction PredictColor(int x, int y, in Prediction otherwise)
    {
        Span<Near> near = stackalloc Near[9 * MaxPerCell];
        var found = Find(x, y, near, out var all);
        if (all == 0)
        {
            return otherwise;
        }

        long light = 0, orange = 0, green = 0;
        foreach (var (index, weight) in near[..found])
        {
            ref readonly var entry = ref _entries[index];
            light += weight * entry.Values.Light;
            orange += weight * entry.Values.Orange;
            green += weight * entry.Values.Green;
        }

        (light, orange, green) = (light / all, orange / all, green / all);
        long lightSpread = 0, chromaSpread = 0;
        foreach (var (index, weight) in near[..found])
        {
            ref readonly var entry = ref _entries[index];
            lightSpread += weight * Math.Abs(entry.Values.Light - light);
            chromaSpread += weight * (Math.Abs(entry.Values.Orange - orange) + Math.Abs(entry.Values.Green - green));
        }

        return otherwise with
        {
            Light = (int)light,
            Orange = (int)orange,
            Green = (int)green,
            LightSpread = (int)Math.Min(lightSpread / all, 1 << 24),
            ChromaSpread = (int)Math.Min(chromaSpread / all, 1 << 24),
        };
    }

    /// <summary>The Gaussians around a centre, with their weights.</summary>
    private int Find(int x, int y, Span<Near> near, out long all)
    {
        var cell = Cell(x, y);
        if (cell != _cell || _count != _countThen)
        {
            (_cell, _countThen, _foundThen) = (cell, _count, Gather(cell));
        }

        all = 0;
        for (var k = 0; k < _foundThen; k++)
        {
            var index = _indices[k];
            ref readonly var entry = ref _entries[index];
            var dx = Math.Min(Math.Abs((long)entry.X - x), MaxDistance);
            var dy = Math.Min(Math.Abs((long)entry.Y - y), MaxDistance);
            var distance = (((dx * dx) + (dy * dy)) << 4 >> (2 * _shift)) + 1;
            var weight = distance < Weights.Length ? Weights[distance]
                : distance <= 1 << 16 ? (1u << 16) / (uint)distance
                : 0;
            near[k] = new(index, weight);
            all += weight;
        }

        return _foundThen;
    }

    /// <summary>Fills <see cref="_indices"/> with the latest Gaussians of the boxes around a box.</summary>
    private int Gather((int Column, int Row) cell)
    {
        var (column, row) = cell;
        var found = 0;
        for (var r = Math.Max(0, row - 1); r <= Math.Min(_rows - 1, row + 1); r++)
        {
            for (var c = Math.Max(0, column - 1); c <= Math.Min(_columns - 1, column + 1); c++)
            {
                var index = _latest[(r * _columns) + c];
                for (var k = 0; k < MaxPerCell && index >= 0; k++)
                {
                    _indices[found++] = index;
                    index = _entries[index].Before;
                }
            }
        }

        return found;
    }

    private void Add(in Entry entry)
    {
        var (column, row) = Cell(entry.X, entry.Y);
        ref var latest = ref _latest[(row * _columns) + column];
        _entries[_count] = entry with { Before = latest };
        latest = _count++;
    }

    private (int Column, int Row) Cell(int x, int y) =>
        (Math.Clamp((x - _grid.Left) >> _shift, 0, _columns - 1), Math.Clamp((y - _grid.Top) >> _shift, 0, _rows - 1));

    /// <summary>
    /// Predicted values, in units that do not depend on the Gaussian: size in 1/16 of its level, elongation and colours in
    /// <see cref="CompactQuantiser.Units"/>, opacity in 1/16 of its step.
    /// </summary>
    public readonly record struct Prediction(
        int Size,
        int U,
        int V,
        int Light,
        int Orange,
        int Green,
        int Opacity,
        int LightSpread,
        int ChromaSpread);

    private readonly record struct Near(int Index, long Weight);

    private readonly record struct Entry(int X, int Y, Prediction Values, bool IsOfLayer, int Before);
}
