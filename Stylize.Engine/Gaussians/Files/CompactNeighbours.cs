using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Predicts a Gaussian's values from those already coded: weighted means over the ones near its centre, by inverse squared distance.
/// Whole numbers throughout, so that every machine predicts the same.
/// </summary>
/// <remarks>
/// Sums are kept as doubles, four at a time, which is exact: weights are at most 2^16, values 2^24 and Gaussians 54, so sums stay below
/// 2^53; and a quotient of whole numbers below 2^26 by less than 2^26 cannot be rounded up to the next whole number.
/// </remarks>
internal sealed class CompactNeighbours
{
    /// <summary>Gaussians of a cell that are used, the latest ones.</summary>
    private const int MaxPerCell = 6;

    /// <summary>Coordinate differences are clamped to this, in grid points.</summary>
    private const long MaxDistance = 1 << 28;

    /// <summary>Weight of the running mean beside four times the weights of neighbours.</summary>
    private const int RunningMeanWeight = 1 << 15;

    /// <summary>Distances along an axis below this, in boxes of <see cref="NearShift"/> at most, are squared in 32 bits.</summary>
    private const int NearDistance = 1 << 13;
    private const int NearShift = 12;

    /// <summary>Most Gaussians that are used, in whole vectors.</summary>
    private const int MaxFound = 56;

    private readonly CompactGrid _grid;
    private readonly int _shift;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int[] _latest;
    private readonly Entry[] _entries;

    /// <summary>What was found last: colours are mostly asked for in the box that shapes were.</summary>
    private readonly int[] _indices = new int[MaxFound];
    private readonly int[] _x = new int[MaxFound];
    private readonly int[] _y = new int[MaxFound];
    private readonly int[] _weights = new int[MaxFound];
    private (int Column, int Row) _cell = (-1, -1);
    private int _countThen;
    private int _foundThen;
    private int _count;

    /// <summary>Gaussians of earlier layers.</summary>
    private readonly int _earlier;

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
                Add(entry);
            }

            _earlier = _count;
        }
    }

    /// <summary>Adds a Gaussian that is coded.</summary>
    public void Add(in CompactGaussian g, in Prediction values) => Add(new Entry(
        Vector128.Create((float)values.U, values.V, values.Size, values.Opacity),
        Vector128.Create((float)values.Light, values.Orange, values.Green, 1),
        g.X,
        g.Y,
        -1));

    /// <summary>
    /// Predicts size, elongation and opacity at a centre. Colours, and all values where nothing is near, are those of
    /// <paramref name="otherwise"/>.
    /// </summary>
    public Prediction PredictShape(int x, int y, in Prediction otherwise)
    {
        var found = Find(x, y);
        var sums = Vector256<double>.Zero;
        var (all, layer) = (0, 0);
        for (var k = 0; k < found; k++)
        {
            var (index, weight) = (_indices[k], _weights[k]);
            var ofLayer = index >= _earlier ? weight : 0;
            all += weight;
            layer += ofLayer;
            sums += Vector256.WidenLower(_entries[index].Shape.ToVector256()) * Vector256.Create(weight, weight, (double)ofLayer, ofLayer);
        }

        if (all == 0)
        {
            return otherwise;
        }

        // Size and opacity also follow the running mean.
        var mean = Vector256.Create(0.0, 0, otherwise.Size, otherwise.Opacity) * Vector256.Create((double)RunningMeanWeight);
        var weights = Vector256.Create(all, all, (4.0 * layer) + RunningMeanWeight, (4.0 * layer) + RunningMeanWeight);
        var shape = ((sums * Vector256.Create(1.0, 1, 4, 4)) + mean) / weights;
        return otherwise with { U = (int)shape[0], V = (int)shape[1], Size = (int)shape[2], Opacity = (int)shape[3] };
    }

    /// <summary>
    /// Predicts colour at a centre, and the mean absolute deviation from it. Other values, and all where nothing is near, are those of
    /// <paramref name="otherwise"/>.
    /// </summary>
    public Prediction PredictColor(int x, int y, in Prediction otherwise)
    {
        var found = Find(x, y);
        var sums = Vector256<double>.Zero;
        for (var k = 0; k < found; k++)
        {
            sums += Vector256.WidenLower(_entries[_indices[k]].Color.ToVector256()) * Vector256.Create((double)_weights[k]);
        }

        // The fourth of them is the sum of the weights.
        var all = sums[3];
        if (all == 0)
        {
            return otherwise;
        }

        var color = Vector256.Truncate(sums / Vector256.Create(all));
        var spreads = Vector256<double>.Zero;
        for (var k = 0; k < found; k++)
        {
            var deviation = Vector256.Abs(Vector256.WidenLower(_entries[_indices[k]].Color.ToVector256()) - color);
            spreads += deviation * Vector256.Create((double)_weights[k]);
        }

        return otherwise with
        {
            Light = (int)color[0],
            Orange = (int)color[1],
            Green = (int)color[2],
            LightSpread = (int)Math.Min(spreads[0] / all, 1 << 24),
            ChromaSpread = (int)Math.Min((spreads[1] + spreads[2]) / all, 1 << 24),
        };
    }

    /// <summary>Finds the Gaussians around a centre, and their weights.</summary>
    private int Find(int x, int y)
    {
        var cell = Cell(x, y);
        if (cell != _cell || _count != _countThen)
        {
            (_cell, _countThen, _foundThen) = (cell, _count, Gather(cell));
        }

        var farthest = Vector256<int>.Zero;
        for (var k = 0; k < _foundThen; k += Vector256<int>.Count)
        {
            var dx = Vector256.Abs(Vector256.Create<int>(_x.AsSpan(k)) - Vector256.Create(x));
            var dy = Vector256.Abs(Vector256.Create<int>(_y.AsSpan(k)) - Vector256.Create(y));
            farthest |= dx | dy;
            var distance = Vector256.ShiftRightLogical(((dx * dx) + (dy * dy)) << 4, 2 * Math.Min(_shift, NearShift)) + Vector256<int>.One;

            // Truncating the quotient is exact: it is at least 2^-16 of itself below the next whole number, or it is one.
            var weight = Vector256.Create(65536f) / Vector256.ConvertToSingle(distance);
            Vector256.ConvertToInt32(weight).CopyTo(_weights.AsSpan(k));
        }

        // The last vector may also hold Gaussians of before, which only makes this more cautious.
        if (_shift > NearShift || Vector256.GreaterThanOrEqualAny(farthest, Vector256.Create(NearDistance)))
        {
            for (var k = 0; k < _foundThen; k++)
            {
                var dx = Math.Min(Math.Abs((long)_x[k] - x), MaxDistance);
                var dy = Math.Min(Math.Abs((long)_y[k] - y), MaxDistance);
                var distance = (((dx * dx) + (dy * dy)) << 4 >> (2 * _shift)) + 1;
                _weights[k] = distance <= 1 << 16 ? (1 << 16) / (int)distance : 0;
            }
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
                    ref readonly var entry = ref _entries[index];
                    (_x[found], _y[found]) = (entry.X, entry.Y);
                    _indices[found++] = index;
                    index = entry.Before;
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

    /// <param name="Shape">U, V, size and opacity: whole numbers of at most 2^24, which floats hold.</param>
    /// <param name="Color">Light, orange, green and 1.</param>
    private readonly record struct Entry(Vector128<float> Shape, Vector128<float> Color, int X, int Y, int Before);
}
