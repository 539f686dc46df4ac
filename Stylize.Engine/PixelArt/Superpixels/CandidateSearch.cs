using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>
/// Assigns each sample to one of nine superpixels, those of its own cell and of the cells around it: the one of least cost
/// <code>
/// |m - c| + lambda |p - q|, lambda = weight * sqrt(cells / samples),
/// </code>
/// where m and p are the sample's color and position, c is the superpixel's palette color and q its position. This is equation 1 of
/// Gerstner et al. 2012: the distance of SLIC (Achanta et al. 2010) with the palette color in place of the superpixel's mean color.
/// </summary>
/// <remarks>Candidates with the same palette color have the same color distance, so the nearest of them is found by squared distance
/// alone, without a square root. Each vector lane holds one sample and gives the same bits as scalar code. Lanes beyond the last sample
/// have undefined labels.</remarks>
/// <param name="spatialWeight">The weight in lambda (m in the papers), 0 or more.</param>
internal sealed unsafe class CandidateSearch(CellSamples samples, SuperpixelGrid grid, double spatialWeight)
{
    /// <summary>Number of superpixels that a sample may belong to.</summary>
    public const int Candidates = 9;

    /// <summary>Label of a transparent sample, which belongs to no superpixel.</summary>
    public const int None = Candidates;

    /// <summary>Margin of squared distances for rounding, as a share of the sum of the squares of all lengths.</summary>
    private const float Margin = 2e-5f;

    private readonly CellSamples _samples = samples;
    private readonly SuperpixelGrid _grid = grid;
    private readonly float _lambda = (float)(spatialWeight / Math.Sqrt(samples.Columns.CellSize * samples.Rows.CellSize));

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell.</summary>
    /// <param name="candidates">Receives the grid elements of the candidates; <see cref="Candidates"/> entries.</param>
    /// <param name="labels">Receives for each sample an index into candidates, or <see cref="None"/> if it is transparent;
    /// <see cref="SuperpixelGrid.Padding"/> more entries than samples.</param>
    /// <returns>The number of candidates: 9, or fewer at the edge of the grid and where others are nearer to all samples.</returns>
    public int Find(int cellX, int cellY, int count, int* candidates, int* labels)
    {
        var layout = _samples.Layout(cellX, cellY);
        var start = _samples.Start(cellX, cellY);
        float originX = _samples.Columns.First(cellX), originY = _samples.Rows.First(cellY);
        float* xs = stackalloc float[Candidates], ys = stackalloc float[Candidates];
        var number = Gather(cellX, cellY, originX, originY, layout, candidates, xs, ys);
        if (_grid.PaletteIndex[candidates[0]] == _grid.PaletteIndex[candidates[number - 1]] && !_samples.HasTransparency)
        {
            FindByPosition(number, xs, ys, layout.X, layout.Y, count, labels);
        }
        else
        {
            FindByCost(
                _grid.Index(cellX, cellY), candidates, number, xs, ys, _samples.L + start, _samples.A + start, _samples.B + start,
                layout.X, layout.Y, count, labels);
        }

        return number;
    }

    /// <summary>Lists the candidates in order of palette color. Within a color, the cell's own superpixel comes first and wins ties.
    /// </summary>
    /// <param name="xs">Receives the positions of the candidates, relative to the cell; then <paramref name="ys"/>.</param>
    private int Gather(
        int cellX, int cellY, float originX, float originY, CellLayout layout, int* candidates, float* xs, float* ys)
    {
        int own = _grid.Index(cellX, cellY), pitch = _grid.Pitch;
        var sides = (cellX > 0 ? 1u : 0) | (cellX < _grid.Width - 1 ? 4u : 0);
        int top = cellY > 0 ? -1 : 0, bottom = cellY < _grid.Height - 1 ? 1 : 0;
        var paletteIndices = _grid.PaletteIndex;
        float* gridX = _grid.X, gridY = _grid.Y;
        candidates[0] = own;
        var number = 1;

        // Of the own color, a position that is farther from all samples than the own one is not a candidate. The difference of squared
        // distances, |p - (x, y)|^2 - |p - own|^2 = constant - 2 p ((x, y) - own), is linear, so the corners decide.
        float ownX = gridX[own] - originX, ownY = gridY[own] - originY;
        var (centerX, centerY, ownColor) = (Vector128.Create(ownX), Vector128.Create(ownY), Vector128.Create(paletteIndices[own]));
        var (near, farX, farY) = (Vector128.Create(0.5f), Vector128.Create(layout.Width - 0.5f), Vector128.Create(layout.Height - 0.5f));
        float size = layout.Width + layout.Height, margin = Margin * ((size * size) + (ownX * ownX) + (ownY * ownY));
        for (var dy = top; dy <= bottom; dy++)
        {
            var first = own + (dy * pitch) - 1;
            var x = Vector128.Load(gridX + first) - Vector128.Create(originX);
            var y = Vector128.Load(gridY + first) - Vector128.Create(originY);
            Vector128<float> stepX = x - centerX, stepY = y - centerY, zero = Vector128<float>.Zero;
            var constant = (stepX * (x + centerX)) + (stepY * (y + centerY));
            var largest = (stepX * Vector128.ConditionalSelect(Vector128.GreaterThan(stepX, zero), farX, near))
                + (stepY * Vector128.ConditionalSelect(Vector128.GreaterThan(stepY, zero), farY, near));
            var rounding = (Vector128.Create(Margin) * ((x * x) + (y * y))) + Vector128.Create(margin);
            var isFarther = Vector128.GreaterThan(constant - (largest + largest), rounding).AsInt32()
                & Vector128.Equals(Vector128.Load(paletteIndices + first), ownColor);
            var rest = (sides | (dy == 0 ? 0 : 2u)) & ~isFarther.ExtractMostSignificantBits();
            for (; rest != 0; rest &= rest - 1)
            {
                // A stable insertion sort.
                var candidate = first + BitOperations.TrailingZeroCount(rest);
                var paletteIndex = paletteIndices[candidate];
                var to = number++;
                for (; to > 0 && paletteIndices[candidates[to - 1]] > paletteIndex; to--)
                {
                    candidates[to] = candidates[to - 1];
                }

                candidates[to] = candidate;
            }
        }

        for (var k = 0; k < number; k++)
        {
            (xs[k], ys[k]) = (gridX[candidates[k]] - originX, gridY[candidates[k]] - originY);
        }

        return number;
    }

    /// <summary>Finds the nearest candidate in space, for candidates of one palette color.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FindByPosition(int number, float* xs, float* ys, float* px, float* py, int count, int* labels)
    {
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var x = Vector.Load(px + i);
            var y = Vector.Load(py + i);
            var best = new Vector<float>(float.MaxValue);
            var label = Vector<int>.Zero;
            for (var k = 0; k < number; k++)
            {
                var dx = x - new Vector<float>(xs[k]);
                var dy = y - new Vector<float>(ys[k]);
                var distance = (dx * dx) + (dy * dy);
                var nearer = Vector.LessThan(distance, best);
                best = Vector.ConditionalSelect(nearer, distance, best);
                label = Vector.ConditionalSelect(nearer, new Vector<int>(k), label);
            }

            label.Store(labels + i);
        }
    }

    /// <summary>Finds the candidate of least cost; of equal costs, that of the lowest palette index. The cost of a transparent sample is
    /// NaN, so its label stays None. The color of the cell's own superpixel comes first: its cost is often below the color distance of
    /// all others, which then need no positions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindByCost(
        int own, int* candidates, int number, float* xs, float* ys, float* l, float* a, float* b, float* px, float* py, int count,
        int* labels)
    {
        // Colors in the order: the own one, those of lower index from the highest, those of higher index from the lowest.
        int* ends = stackalloc int[Candidates], order = stackalloc int[Candidates];
        var colors = stackalloc Lab[Candidates];
        var (groups, ownGroup) = (0, 0);
        for (var k = 0; k < number; k++)
        {
            var candidate = candidates[k];
            ownGroup = candidate == own ? groups : ownGroup;
            if (k + 1 < number && _grid.PaletteIndex[candidates[k + 1]] == _grid.PaletteIndex[candidate]) continue;

            colors[groups] = new Lab(_grid.PaletteL[candidate], _grid.PaletteA[candidate], _grid.PaletteB[candidate]);
            ends[groups++] = k + 1;
        }

        for (var n = 0; n < groups; n++)
        {
            order[n] = n <= ownGroup ? ownGroup - n : n;
        }

        var lambda = new Vector<float>(_lambda);
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var x = Vector.Load(px + i);
            var y = Vector.Load(py + i);
            var vl = Vector.Load(l + i);
            var va = Vector.Load(a + i);
            var vb = Vector.Load(b + i);
            var best = new Vector<float>(float.MaxValue);
            var label = new Vector<int>(None);
            for (var n = 0; n < groups; n++)
            {
                var group = order[n];
                var color = colors + group;
                var dl = vl - new Vector<float>(color->L);
                var da = va - new Vector<float>(color->A);
                var db = vb - new Vector<float>(color->B);
                var colorDistance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                var isLower = group < ownGroup;
                if (n > 0 && !VectorMasks.Any(
                    isLower ? Vector.LessThanOrEqual(colorDistance, best) : Vector.LessThan(colorDistance, best))) continue;

                var nearest = new Vector<float>(float.MaxValue);
                var nearestLabel = Vector<int>.Zero;
                for (var k = group == 0 ? 0 : ends[group - 1]; k < ends[group]; k++)
                {
                    var dx = x - new Vector<float>(xs[k]);
                    var dy = y - new Vector<float>(ys[k]);
                    var distance = (dx * dx) + (dy * dy);
                    var nearer = Vector.LessThan(distance, nearest);
                    nearest = Vector.ConditionalSelect(nearer, distance, nearest);
                    nearestLabel = Vector.ConditionalSelect(nearer, new Vector<int>(k), nearestLabel);
                }

                var cost = colorDistance + (lambda * VectorRoots.Square(nearest));
                var less = isLower ? Vector.LessThanOrEqual(cost, best) : Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                label = Vector.ConditionalSelect(less, nearestLabel, label);
            }

            label.Store(labels + i);
        }
    }
}
