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

    /// <summary>Margin of squared distances for rounding, as a share of the square of all lengths.</summary>
    private const float Margin = 1e-5f;

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
        int left = cellX > 0 ? -1 : 0, right = cellX < _grid.Width - 1 ? 1 : 0;
        int top = cellY > 0 ? -1 : 0, bottom = cellY < _grid.Height - 1 ? 1 : 0;
        var paletteIndices = _grid.PaletteIndex;
        float* gridX = _grid.X, gridY = _grid.Y;
        (candidates[0], xs[0], ys[0]) = (own, gridX[own] - originX, gridY[own] - originY);
        var number = 1;
        for (var dy = top; dy <= bottom; dy++)
        {
            for (var dx = left; dx <= right; dx++)
            {
                if ((dx | dy) == 0) continue;

                var candidate = own + (dy * pitch) + dx;
                float x = gridX[candidate] - originX, y = gridY[candidate] - originY;
                var paletteIndex = paletteIndices[candidate];
                if (paletteIndex == paletteIndices[own] && IsFarther(x, y, gridX[own] - originX, gridY[own] - originY, layout)) continue;

                // A stable insertion sort.
                var to = number++;
                for (; to > 0 && paletteIndices[candidates[to - 1]] > paletteIndex; to--)
                {
                    (candidates[to], xs[to], ys[to]) = (candidates[to - 1], xs[to - 1], ys[to - 1]);
                }

                (candidates[to], xs[to], ys[to]) = (candidate, x, y);
            }
        }

        return number;
    }

    /// <summary>Returns true if a position is farther from all samples of a cell than another one. The difference of squared distances is
    /// linear, so the corners decide, with a margin for rounding.</summary>
    private static bool IsFarther(float x, float y, float otherX, float otherY, CellLayout layout)
    {
        // |p - (x, y)|^2 - |p - other|^2 = constant - 2 p (x - otherX, y - otherY).
        float stepX = x - otherX, stepY = y - otherY;
        var constant = (stepX * (x + otherX)) + (stepY * (y + otherY));
        var largest = (stepX * (stepX > 0 ? layout.Width - 0.5f : 0.5f)) + (stepY * (stepY > 0 ? layout.Height - 0.5f : 0.5f));
        var size = layout.Width + layout.Height + Math.Abs(x) + Math.Abs(y) + Math.Abs(otherX) + Math.Abs(otherY);
        return constant - (2 * largest) > Margin * size * size;
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
