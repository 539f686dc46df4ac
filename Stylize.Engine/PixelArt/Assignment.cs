using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Gives every sample to one of the nine superpixels around its cell, the one of least |Lab - palette colour| + lambda |position - superpixel|,
/// lambda = weight * sqrt(cells / samples) (Gerstner et al. 2012, section 4.2), and moves each superpixel to the means of its samples.
/// </summary>
/// <remarks>
/// Candidates that show the same palette colour share the colour distance, and the nearest of them wins, so most samples cost a few multiplications.
/// Sums go cell by cell in a fixed order into three planes of accumulators, by the row that the samples come from, so that neither threads nor
/// vector width change a bit.
/// </remarks>
internal sealed unsafe class Assignment : IDisposable
{
    /// <summary>Superpixels that a sample may belong to.</summary>
    public const int Candidates = 9;

    /// <summary>Label of a sample that belongs to none, being transparent.</summary>
    public const int None = Candidates;

    private const int Fields = 8;

    private readonly PixelBlocks _blocks;
    private readonly Superpixels _superpixels;
    private readonly RowTeam _team;
    private readonly float _lambda;
    private readonly PooledBuffer<float> _sums;
    private readonly PooledBuffer<int> _labels;
    private readonly int _labelsOfRow;
    private readonly Action<int> _assignRow;
    private readonly Action<int> _updateRow;
    private bool _coarse;

    public Assignment(PixelBlocks blocks, Superpixels superpixels, double spatialWeight, RowTeam team)
    {
        _blocks = blocks;
        _superpixels = superpixels;
        _team = team;
        _lambda = (float)(spatialWeight / Math.Sqrt(blocks.Columns.CellSize * blocks.Rows.CellSize));
        _sums = new PooledBuffer<float>(checked(3 * superpixels.Length * Fields));
        _labelsOfRow = blocks.LargestCell + Superpixels.Padding;
        _labels = new PooledBuffer<int>(checked(superpixels.Height * _labelsOfRow));
        _assignRow = AssignRow;
        _updateRow = UpdateRow;
    }

    /// <summary>One round: every sample to a superpixel, every superpixel to the means of its samples.</summary>
    /// <param name="coarse">True to use the coarse subsample of each cell alone.</param>
    public void Run(bool coarse)
    {
        _coarse = coarse;
        _team.ForEach(_superpixels.Height, _assignRow);
        _team.ForEach(_superpixels.Height, _updateRow);
    }

    public void Dispose()
    {
        _sums.Dispose();
        _labels.Dispose();
    }

    /// <summary>Accumulators of superpixel row <paramref name="cellY"/> for samples of row <paramref name="cellY"/> - <paramref name="offset"/>: count, x, y, L, a, b.</summary>
    private float* Sums(int offset, int cellY) => _sums.Pointer + ((((nint)(offset + 1) * _superpixels.Length) + _superpixels.Index(-1, cellY)) * Fields);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignRow(int cellY)
    {
        var rowFloats = _superpixels.Pitch * Fields;
        for (var offset = -1; offset <= 1; offset++)
        {
            new Span<float>(Sums(offset, cellY + offset), rowFloats).Clear();
        }

        var labels = _labels.Pointer + ((nint)cellY * _labelsOfRow);
        for (var cellX = 0; cellX < _superpixels.Width; cellX++)
        {
            AccumulateCell(cellX, cellY, labels);
        }
    }

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell.</summary>
    /// <param name="ids">Room for <see cref="Candidates"/> elements of superpixels.</param>
    /// <param name="labels">Room for the samples and <see cref="Superpixels.Padding"/> more: indices into ids, or <see cref="None"/> for a transparent sample.</param>
    /// <returns>Number of candidates.</returns>
    public int AssignCell(int cellX, int cellY, int count, int* ids, int* labels)
    {
        var s = _superpixels;
        var pattern = _blocks.Pattern(cellX, cellY);
        var start = _blocks.Start(cellX, cellY);
        float* l = _blocks.L + start, a = _blocks.A + start, b = _blocks.B + start;
        float* px = pattern.X, py = pattern.Y;
        var originX = (float)_blocks.Columns.First(cellX);
        var originY = (float)_blocks.Rows.First(cellY);

        // The cells around that exist, by palette colour, and among equals the own one first, so that it wins ties.
        var number = 0;
        ids[number++] = s.Index(cellX, cellY);
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if ((dx | dy) != 0 && (uint)(cellX + dx) < (uint)s.Width && (uint)(cellY + dy) < (uint)s.Height)
                {
                    ids[number++] = s.Index(cellX + dx, cellY + dy);
                }
            }
        }

        SortByColor(ids, number, s.Color);
        if (s.Color[ids[0]] == s.Color[ids[number - 1]] && !_blocks.HasHoles)
        {
            AssignByPosition(ids, number, px, py, originX, originY, count, labels);
        }
        else
        {
            AssignByColor(ids, number, l, a, b, px, py, originX, originY, count, labels);
        }

        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AccumulateCell(int cellX, int cellY, int* labels)
    {
        var s = _superpixels;
        var pattern = _blocks.Pattern(cellX, cellY);
        var count = _coarse ? pattern.CoarseCount : pattern.Count;
        var ids = stackalloc int[Candidates];
        var number = AssignCell(cellX, cellY, count, ids, labels);
        var start = _blocks.Start(cellX, cellY);
        float* l = _blocks.L + start, a = _blocks.A + start, b = _blocks.B + start;
        float* px = pattern.X, py = pattern.Y;
        var originX = (float)_blocks.Columns.First(cellX);
        var originY = (float)_blocks.Rows.First(cellY);
        var sums = stackalloc float[(Candidates + 1) * Fields];
        new Span<float>(sums, (Candidates + 1) * Fields).Clear();
        for (var i = 0; i < count; i++)
        {
            var sum = sums + (labels[i] * Fields);
            sum[0] += 1;
            sum[1] += px[i];
            sum[2] += py[i];
            sum[3] += l[i];
            sum[4] += a[i];
            sum[5] += b[i];
        }

        for (var k = 0; k < number; k++)
        {
            var id = ids[k];
            var offset = (id / s.Pitch) - 1 - cellY;
            var target = Sums(offset, cellY + offset) + ((id % s.Pitch) * Fields);
            var sum = sums + (k * Fields);
            target[0] += sum[0];
            target[1] += sum[1] + (sum[0] * originX);
            target[2] += sum[2] + (sum[0] * originY);
            target[3] += sum[3];
            target[4] += sum[4];
            target[5] += sum[5];
        }
    }

    private static void SortByColor(int* ids, int number, int* colors)
    {
        for (var i = 1; i < number; i++)
        {
            var id = ids[i];
            var color = colors[id];
            var j = i - 1;
            while (j >= 0 && colors[ids[j]] > color)
            {
                ids[j + 1] = ids[j];
                j--;
            }

            ids[j + 1] = id;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignByPosition(int* ids, int number, float* px, float* py, float originX, float originY, int count, int* labels)
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var x = Vector.Load(px + i);
            var y = Vector.Load(py + i);
            var best = new Vector<float>(float.MaxValue);
            var label = Vector<int>.Zero;
            for (var k = 0; k < number; k++)
            {
                var dx = x - new Vector<float>(_superpixels.X[ids[k]] - originX);
                var dy = y - new Vector<float>(_superpixels.Y[ids[k]] - originY);
                var distance = (dx * dx) + (dy * dy);
                var nearer = Vector.LessThan(distance, best);
                best = Vector.ConditionalSelect(nearer, distance, best);
                label = Vector.ConditionalSelect(nearer, new Vector<int>(k), label);
            }

            label.Store(labels + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignByColor(int* ids, int number, float* l, float* a, float* b, float* px, float* py, float originX, float originY, int count, int* labels)
    {
        var s = _superpixels;
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var x = Vector.Load(px + i);
            var y = Vector.Load(py + i);
            var vl = Vector.Load(l + i);
            var va = Vector.Load(a + i);
            var vb = Vector.Load(b + i);
            var best = new Vector<float>(float.MaxValue);
            var label = new Vector<int>(None);
            for (var k = 0; k < number;)
            {
                var first = ids[k];
                var color = s.Color[first];
                var nearest = new Vector<float>(float.MaxValue);
                var candidate = Vector<int>.Zero;
                do
                {
                    var dx = x - new Vector<float>(s.X[ids[k]] - originX);
                    var dy = y - new Vector<float>(s.Y[ids[k]] - originY);
                    var distance = (dx * dx) + (dy * dy);
                    var nearer = Vector.LessThan(distance, nearest);
                    nearest = Vector.ConditionalSelect(nearer, distance, nearest);
                    candidate = Vector.ConditionalSelect(nearer, new Vector<int>(k), candidate);
                    k++;
                }
                while (k < number && s.Color[ids[k]] == color);

                var dl = vl - new Vector<float>(s.PaletteL[first]);
                var da = va - new Vector<float>(s.PaletteA[first]);
                var db = vb - new Vector<float>(s.PaletteB[first]);
                var cost = Vector.SquareRoot((dl * dl) + (da * da) + (db * db)) + (new Vector<float>(_lambda) * Vector.SquareRoot(nearest));
                var less = Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                label = Vector.ConditionalSelect(less, candidate, label);
            }

            label.Store(labels + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UpdateRow(int cellY)
    {
        var s = _superpixels;
        float* above = Sums(1, cellY), own = Sums(0, cellY), below = Sums(-1, cellY);
        for (var cellX = 0; cellX < s.Width; cellX++)
        {
            var i = s.Index(cellX, cellY);
            var at = (cellX + 1) * Fields;
            var count = own[at];
            if (cellY > 0)
            {
                count += above[at];
            }

            if (cellY < s.Height - 1)
            {
                count += below[at];
            }

            if (count == 0)
            {
                s.Weight[i] = 0;
                continue;
            }

            s.Weight[i] = s.Importance[i];
            var scale = 1 / count;
            s.X[i] = Mean(1);
            s.Y[i] = Mean(2);
            s.L[i] = Mean(3);
            s.A[i] = Mean(4);
            s.B[i] = Mean(5);

            float Mean(int field)
            {
                var sum = own[at + field];
                if (cellY > 0)
                {
                    sum += above[at + field];
                }

                if (cellY < s.Height - 1)
                {
                    sum += below[at + field];
                }

                return sum * scale;
            }
        }
    }
}
