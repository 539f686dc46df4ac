using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>
/// The superpixels of the published method (Gerstner et al. 2012, section 4.2), one per cell. An iteration assigns each sample to one of
/// nine superpixels, those of its own cell and of the cells around it: the one of least cost
/// <code>
/// |m - c| + lambda |p - q|, lambda = weight * sqrt(cells / samples),
/// </code>
/// where m and p are the sample's color and position, c is the superpixel's palette color and q its position. This is the distance of SLIC
/// (Achanta et al. 2010) with the palette color in place of the superpixel's mean color. Then each superpixel moves to the mean position
/// and takes the mean color of its samples, and both are smoothed.
/// </summary>
/// <remarks>The result depends neither on the number of threads nor on the vector width: each cell adds up its own samples, and each
/// superpixel the sums of nine cells, in a fixed order.</remarks>
internal sealed unsafe class SuperpixelRefinement
{
    /// <summary>Number of superpixels that a sample may belong to: those of 3 x 3 cells, row-major. The next one is that of transparent
    /// samples.</summary>
    private const int Candidates = 9;

    /// <summary>Number of floats of the sums of a superpixel: count, x, y, L*, a*, b*, and two of padding.</summary>
    private const int Fields = 8;

    private readonly CellSamples _samples;
    private readonly CellPlanes _grid;
    private readonly RowTeam _team;
    private readonly float[]? _weights;
    private readonly float _lambda, _positionSmoothing, _sigma;
    private readonly float[] _x, _y, _nextX, _nextY, _nextL, _nextA, _nextB, _sums;

    /// <param name="weights">P(s) of each cell, row-major; null for 1.</param>
    /// <param name="spatialWeight">The weight in lambda (m in the papers), 0 or more.</param>
    /// <param name="positionSmoothing">Share of a position that comes from the four neighbors, 0 to 1.</param>
    /// <param name="colorSmoothing">Sigma of the bilateral filter, in cells and in Lab units; 0 disables it.</param>
    public SuperpixelRefinement(
        CellSamples samples, CellPlanes grid, float[]? weights, double spatialWeight, double positionSmoothing, double colorSmoothing,
        RowTeam team)
    {
        (_samples, _grid, _team, _weights) = (samples, grid, team, weights);
        _lambda = (float)(spatialWeight / Math.Sqrt(samples.Columns.CellSize * samples.Rows.CellSize));
        (_positionSmoothing, _sigma) = ((float)positionSmoothing, (float)colorSmoothing);
        (_x, _y, _nextX, _nextY) = (new float[grid.Length], new float[grid.Length], new float[grid.Length], new float[grid.Length]);
        var length = grid.Length + CellPlanes.Padding;
        (_nextL, _nextA, _nextB) = (new float[length], new float[length], new float[length]);
        _sums = new float[checked(grid.CellColors.Length * Candidates * Fields)];
        for (var cell = 0; cell < grid.CellColors.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            var layout = samples.Layout(x, y);
            _x[grid.Index(x, y)] = samples.Columns.First(x) + (layout.Width / 2f);
            _y[grid.Index(x, y)] = samples.Rows.First(y) + (layout.Height / 2f);
        }
    }

    /// <summary>Horizontal positions, in samples, by element of the planes.</summary>
    public ReadOnlySpan<float> X => _x;

    public ReadOnlySpan<float> Y => _y;

    /// <summary>One iteration.</summary>
    /// <param name="palette">The colors with which the superpixels are associated.</param>
    /// <param name="coarse">True to use only the coarse subsample of each cell.</param>
    public void Run(Lab[] palette, bool coarse)
    {
        _team.ForEach(_grid.Height, cellY =>
        {
            using var labels = new PooledBuffer<int>(_samples.LargestCell + CellPlanes.Padding);
            for (var cellX = 0; cellX < _grid.Width; cellX++)
            {
                var layout = _samples.Layout(cellX, cellY);
                var count = coarse ? layout.CoarseCount : layout.Count;
                Assign(cellX, cellY, palette, count, labels.Pointer);
                Sum(cellX, cellY, count, labels.Pointer);
            }
        });
        for (var cell = 0; cell < _grid.CellColors.Length; cell++)
        {
            Update(cell);
        }

        SmoothPositions();
        if (_sigma > 0)
        {
            SmoothColors();
        }
    }

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell. Of equal costs, the own palette color
    /// wins, then the lowest index.</summary>
    /// <param name="labels">Receives for each sample the position of the cell among 3 x 3, row-major, or 9 if it is transparent;
    /// <see cref="CellPlanes.Padding"/> more entries than samples.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Assign(int cellX, int cellY, Lab[] palette, int count, int* labels)
    {
        // By palette color, the own one first. Candidates of one color differ only in distance, so the nearest needs no square roots.
        var own = _grid.PaletteIndex[_grid.Index(cellX, cellY)];
        int* candidates = stackalloc int[Candidates], colors = stackalloc int[Candidates];
        float* xs = stackalloc float[Candidates], ys = stackalloc float[Candidates];
        var number = 0;
        foreach (var candidate in (ReadOnlySpan<int>)[4, 0, 1, 2, 3, 5, 6, 7, 8])
        {
            var (x, y) = (cellX + (candidate % 3) - 1, cellY + (candidate / 3) - 1);
            if ((uint)x >= (uint)_grid.Width || (uint)y >= (uint)_grid.Height) continue;

            var i = _grid.Index(x, y);
            var (to, group) = (number++, _grid.PaletteIndex[i]);
            for (; to > 0 && colors[to - 1] != own && (group == own || colors[to - 1] > group); to--)
            {
                (candidates[to], colors[to], xs[to], ys[to]) = (candidates[to - 1], colors[to - 1], xs[to - 1], ys[to - 1]);
            }

            (candidates[to], colors[to]) = (candidate, group);
            (xs[to], ys[to]) = (_x[i] - _samples.Columns.First(cellX), _y[i] - _samples.Rows.First(cellY));
        }

        var (start, layout) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY));
        var lambda = new Vector<float>(_lambda);
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var (px, py) = (Vector.Load(layout.X + i), Vector.Load(layout.Y + i));
            var (l, a, b) = (Vector.Load(_samples.L + start + i), Vector.Load(_samples.A + start + i), Vector.Load(_samples.B + start + i));
            var (best, label) = (new Vector<float>(float.MaxValue), new Vector<int>(Candidates));
            for (var k = 0; k < number;)
            {
                var color = palette[colors[k]];
                var (dl, da, db) = (l - new Vector<float>(color.L), a - new Vector<float>(color.A), b - new Vector<float>(color.B));
                var colorDistance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                var (nearest, nearestLabel) = (new Vector<float>(float.MaxValue), Vector<int>.Zero);
                var (group, mayWin) = (colors[k], VectorMasks.Any(Vector.LessThan(colorDistance, best)));
                for (; k < number && colors[k] == group; k++)
                {
                    if (!mayWin) continue;

                    var (dx, dy) = (px - new Vector<float>(xs[k]), py - new Vector<float>(ys[k]));
                    var distance = (dx * dx) + (dy * dy);
                    var nearer = Vector.LessThan(distance, nearest);
                    nearest = Vector.ConditionalSelect(nearer, distance, nearest);
                    nearestLabel = Vector.ConditionalSelect(nearer, new Vector<int>(candidates[k]), nearestLabel);
                }

                // The cost of a transparent sample is NaN.
                var cost = colorDistance + (lambda * VectorRoots.Square(nearest));
                var less = Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                label = Vector.ConditionalSelect(less, nearestLabel, label);
            }

            label.Store(labels + i);
        }
    }

    private Span<float> Sums(int cell, int candidate) => _sums.AsSpan(((cell * Candidates) + candidate) * Fields);

    /// <summary>Adds up the samples of a cell by superpixel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Sum(int cellX, int cellY, int count, int* labels)
    {
        var (start, layout) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY));
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start, px = layout.X, py = layout.Y;
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

        for (var sum = sums; sum < sums + (Candidates * Fields); sum += Fields)
        {
            sum[1] += sum[0] * _samples.Columns.First(cellX);
            sum[2] += sum[0] * _samples.Rows.First(cellY);
        }

        new Span<float>(sums, Candidates * Fields).CopyTo(Sums((cellY * _grid.Width) + cellX, 0));
    }

    /// <summary>Moves a superpixel to the mean of its samples. Without samples, it does not move and gets weight 0.</summary>
    private void Update(int cell)
    {
        var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
        var total = Vector256<float>.Zero;
        foreach (var dy in (ReadOnlySpan<int>)[0, -1, 1])
        {
            if ((uint)(cellY + dy) >= (uint)_grid.Height) continue;

            var row = Vector256<float>.Zero;
            for (var dx = Math.Max(-1, -cellX); dx <= Math.Min(1, _grid.Width - 1 - cellX); dx++)
            {
                row += Vector256.Create<float>(Sums(cell + (dy * _grid.Width) + dx, 4 - (3 * dy) - dx));
            }

            total += row;
        }

        var i = _grid.Index(cellX, cellY);
        if (total[0] == 0)
        {
            _grid.Weight[i] = 0;
            return;
        }

        total *= 1 / total[0];
        (_x[i], _y[i]) = (total[1], total[2]);
        _grid.Set(i, new Lab(total[3], total[4], total[5]), _weights?[cell] ?? 1);
    }

    /// <summary>Laplacian smoothing, which keeps the grid regular: moves each superpixel the given share of the way to the mean position of
    /// its four neighbors. At the edge of the grid, the coordinate in the direction of the missing neighbor does not change.</summary>
    private void SmoothPositions()
    {
        _x.CopyTo(_nextX, 0);
        _y.CopyTo(_nextY, 0);
        for (var cell = 0; cell < _grid.CellColors.Length; cell++)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            var (i, sumX, sumY, count) = (_grid.Index(cellX, cellY), 0f, 0f, 0);
            foreach (var (dx, dy) in (ReadOnlySpan<(int, int)>)[(-1, 0), (1, 0), (0, -1), (0, 1)])
            {
                if ((uint)(cellX + dx) >= (uint)_grid.Width || (uint)(cellY + dy) >= (uint)_grid.Height) continue;

                var j = _grid.Index(cellX + dx, cellY + dy);
                (sumX, sumY, count) = (sumX + _x[j], sumY + _y[j], count + 1);
            }

            if (cellX > 0 && cellX < _grid.Width - 1)
            {
                _nextX[i] += _positionSmoothing * ((sumX / count) - _x[i]);
            }

            if (cellY > 0 && cellY < _grid.Height - 1)
            {
                _nextY[i] += _positionSmoothing * ((sumY / count) - _y[i]);
            }
        }

        _nextX.CopyTo(_x, 0);
        _nextY.CopyTo(_y, 0);
    }

    /// <summary>A 3 x 3 bilateral filter (Tomasi and Manduchi 1998) on the colors, which reduces noise and preserves edges. Ignores
    /// neighbors without samples.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SmoothColors()
    {
        var (grid, exponent) = (_grid, new Vector<float>(-1 / (2 * _sigma * _sigma)));
        Vector<float> side = VectorExponential.Exp(exponent), corner = VectorExponential.Exp(exponent + exponent);
        ReadOnlySpan<int> neighbors =
            [-grid.Pitch - 1, -grid.Pitch, -grid.Pitch + 1, -1, 1, grid.Pitch - 1, grid.Pitch, grid.Pitch + 1];
        for (var i = grid.Index(0, 0); i <= grid.Index(grid.Width - 1, grid.Height - 1); i += Vector<float>.Count)
        {
            Vector<float> l = Vector.Load(grid.L + i), a = Vector.Load(grid.A + i), b = Vector.Load(grid.B + i);
            Vector<float> sumL = l, sumA = a, sumB = b, sum = Vector<float>.One;
            for (var n = 0; n < neighbors.Length; n++)
            {
                var j = i + neighbors[n];
                Vector<float> otherL = Vector.Load(grid.L + j), otherA = Vector.Load(grid.A + j), otherB = Vector.Load(grid.B + j);
                Vector<float> dl = otherL - l, da = otherA - a, db = otherB - b;
                var weight = (n is 1 or 3 or 4 or 6 ? side : corner)
                    * VectorExponential.Exp(((dl * dl) + (da * da) + (db * db)) * exponent);
                var hasSamples = Vector.GreaterThan(Vector.Load(grid.Weight + j), Vector<float>.Zero);
                weight = Vector.ConditionalSelect(hasSamples, weight, Vector<float>.Zero);
                sum += weight;
                sumL += weight * otherL;
                sumA += weight * otherA;
                sumB += weight * otherB;
            }

            (sumL / sum).CopyTo(_nextL, i);
            (sumA / sum).CopyTo(_nextA, i);
            (sumB / sum).CopyTo(_nextB, i);
        }

        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            var row = grid.Index(0, cellY);
            _nextL.AsSpan(row, grid.Width).CopyTo(new Span<float>(grid.L + row, grid.Width));
            _nextA.AsSpan(row, grid.Width).CopyTo(new Span<float>(grid.A + row, grid.Width));
            _nextB.AsSpan(row, grid.Width).CopyTo(new Span<float>(grid.B + row, grid.Width));
        }
    }
}
