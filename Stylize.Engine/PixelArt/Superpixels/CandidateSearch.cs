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

    private readonly CellSamples _samples = samples;
    private readonly SuperpixelGrid _grid = grid;
    private readonly float _lambda = (float)(spatialWeight / Math.Sqrt(samples.Columns.CellSize * samples.Rows.CellSize));

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell.</summary>
    /// <param name="candidates">Receives the grid elements of the candidates; <see cref="Candidates"/> entries.</param>
    /// <param name="labels">Receives for each sample an index into candidates, or <see cref="None"/> if it is transparent;
    /// <see cref="SuperpixelGrid.Padding"/> more entries than samples.</param>
    /// <returns>The number of candidates: 9, or fewer at the edge of the grid.</returns>
    public int Find(int cellX, int cellY, int count, int* candidates, int* labels)
    {
        var layout = _samples.Layout(cellX, cellY);
        var start = _samples.Start(cellX, cellY);
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start;
        var originX = (float)_samples.Columns.First(cellX);
        var originY = (float)_samples.Rows.First(cellY);
        var number = Gather(cellX, cellY, candidates);
        if (_grid.PaletteIndex[candidates[0]] == _grid.PaletteIndex[candidates[number - 1]] && !_samples.HasTransparency)
        {
            FindByPosition(candidates, number, layout.X, layout.Y, originX, originY, count, labels);
        }
        else
        {
            FindByCost(candidates, number, l, a, b, layout.X, layout.Y, originX, originY, count, labels);
        }

        return number;
    }

    /// <summary>Lists the candidates in order of palette color. Within a color, the cell's own superpixel comes first and wins
    /// ties.</summary>
    private int Gather(int cellX, int cellY, int* candidates)
    {
        var number = 0;
        candidates[number++] = _grid.Index(cellX, cellY);
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if ((dx | dy) != 0 && (uint)(cellX + dx) < (uint)_grid.Width && (uint)(cellY + dy) < (uint)_grid.Height)
                {
                    candidates[number++] = _grid.Index(cellX + dx, cellY + dy);
                }
            }
        }

        SortByPaletteIndex(candidates, number, _grid.PaletteIndex);
        return number;
    }

    /// <summary>A stable insertion sort of at most nine elements.</summary>
    private static void SortByPaletteIndex(int* candidates, int number, int* paletteIndices)
    {
        for (var i = 1; i < number; i++)
        {
            var candidate = candidates[i];
            var paletteIndex = paletteIndices[candidate];
            var j = i - 1;
            while (j >= 0 && paletteIndices[candidates[j]] > paletteIndex)
            {
                candidates[j + 1] = candidates[j];
                j--;
            }

            candidates[j + 1] = candidate;
        }
    }

    /// <summary>Finds the nearest candidate in space, for candidates of one palette color.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindByPosition(
        int* candidates, int number, float* px, float* py, float originX, float originY, int count, int* labels)
    {
        var grid = _grid;
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var x = Vector.Load(px + i);
            var y = Vector.Load(py + i);
            var best = new Vector<float>(float.MaxValue);
            var label = Vector<int>.Zero;
            for (var k = 0; k < number; k++)
            {
                var dx = x - new Vector<float>(grid.X[candidates[k]] - originX);
                var dy = y - new Vector<float>(grid.Y[candidates[k]] - originY);
                var distance = (dx * dx) + (dy * dy);
                var nearer = Vector.LessThan(distance, best);
                best = Vector.ConditionalSelect(nearer, distance, best);
                label = Vector.ConditionalSelect(nearer, new Vector<int>(k), label);
            }

            label.Store(labels + i);
        }
    }

    /// <summary>Finds the candidate of least cost. The cost of a transparent sample is NaN, so its label stays None.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FindByCost(
        int* candidates, int number, float* l, float* a, float* b, float* px, float* py, float originX, float originY, int count,
        int* labels)
    {
        var grid = _grid;
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
                var first = candidates[k];
                var paletteIndex = grid.PaletteIndex[first];
                var nearest = new Vector<float>(float.MaxValue);
                var nearestLabel = Vector<int>.Zero;
                do
                {
                    var dx = x - new Vector<float>(grid.X[candidates[k]] - originX);
                    var dy = y - new Vector<float>(grid.Y[candidates[k]] - originY);
                    var distance = (dx * dx) + (dy * dy);
                    var nearer = Vector.LessThan(distance, nearest);
                    nearest = Vector.ConditionalSelect(nearer, distance, nearest);
                    nearestLabel = Vector.ConditionalSelect(nearer, new Vector<int>(k), nearestLabel);
                    k++;
                }
                while (k < number && grid.PaletteIndex[candidates[k]] == paletteIndex);

                var dl = vl - new Vector<float>(grid.PaletteL[first]);
                var da = va - new Vector<float>(grid.PaletteA[first]);
                var db = vb - new Vector<float>(grid.PaletteB[first]);
                var colorDistance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                var cost = colorDistance + (new Vector<float>(_lambda) * VectorRoots.Square(nearest));
                var less = Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                label = Vector.ConditionalSelect(less, nearestLabel, label);
            }

            label.Store(labels + i);
        }
    }
}
