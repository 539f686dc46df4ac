using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>
/// The superpixels of the published method (Gerstner et al. 2012, section 4.2), one per cell. An iteration assigns each
/// sample to one of nine superpixels, those of its own cell and of the cells around it: the one of least cost
/// <code>
/// |m - c| + lambda |p - q|, lambda = weight * sqrt(cells / samples),
/// </code>
/// where m and p are the sample's color and position, c is the superpixel's palette color and q its position. This is
/// the distance of SLIC (Achanta et al. 2010) with the palette color in place of the superpixel's mean color. Then each
/// superpixel moves to the mean position and takes the mean color of its samples, and both are smoothed.
/// </summary>
/// <remarks>The result depends neither on the number of threads nor on the vector width: each cell adds up its own
/// samples, and each superpixel the sums of nine cells, in a fixed order.</remarks>
internal sealed unsafe class SuperpixelRefinement
{
    /// <summary>Number of superpixels that a sample may belong to: those of 3 x 3 cells, row-major. The next one is
    /// that of transparent samples.</summary>
    private const int Candidates = 9;

    private readonly CellSamples _samples;
    private readonly CellPlanes _grid;
    private readonly RowTeam _team;
    private readonly float[]? _weights;
    private readonly float _lambda, _positionSmoothing, _sigma;

    /// <summary>The sums of the samples of each cell by candidate: number, x, y, L*, a*, b*, and two unused.</summary>
    private readonly Vector256<float>[] _sums;
    private Vector2[] _positions;

    /// <param name="weights">P(s) of each cell, row-major; null for 1.</param>
    /// <param name="spatialWeight">The weight in lambda (m in the papers), 0 or more.</param>
    /// <param name="positionSmoothing">Share of a position that comes from the four neighbors, 0 to 1.</param>
    /// <param name="colorSmoothing">Sigma of the bilateral filter, in cells and in Lab units; 0 disables it.</param>
    public SuperpixelRefinement(
        CellSamples samples, CellPlanes grid, float[]? weights, double spatialWeight, double positionSmoothing,
        double colorSmoothing, RowTeam team)
    {
        (_samples, _grid, _team, _weights) = (samples, grid, team, weights);
        _lambda = (float)(spatialWeight / Math.Sqrt(samples.Columns.CellSize * samples.Rows.CellSize));
        (_positionSmoothing, _sigma) = ((float)positionSmoothing, (float)colorSmoothing);
        _sums = new Vector256<float>[checked(grid.CellColors.Length * Candidates)];
        _positions = new Vector2[grid.CellColors.Length];
        for (var cell = 0; cell < _positions.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            var layout = samples.Layout(x, y);
            _positions[cell] =
                new(samples.Columns.First(x) + (layout.Width / 2f), samples.Rows.First(y) + (layout.Height / 2f));
        }
    }

    /// <summary>Positions of the superpixels in samples, row-major.</summary>
    public IReadOnlyList<Vector2> Positions => _positions;

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
                Sum(cellX, cellY, labels.Span[..count]);
            }
        });
        for (var cell = 0; cell < _positions.Length; cell++)
        {
            Update(cell);
        }

        SmoothPositions();
        if (_sigma > 0)
        {
            SmoothColors();
        }
    }

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell. Of equal costs,
    /// that of the cell wins, then the first.</summary>
    /// <param name="labels">Receives for each sample the position of the cell among 3 x 3, row-major, or 9 if it is
    /// transparent; <see cref="CellPlanes.Padding"/> more entries than samples.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Assign(int cellX, int cellY, Lab[] palette, int count, int* labels)
    {
        var near = stackalloc (int Label, Lab Color, Vector2 Place)[Candidates];
        var number = 0;
        foreach (var label in (ReadOnlySpan<int>)[4, 0, 1, 2, 3, 5, 6, 7, 8])
        {
            if (Neighbor(cellX, cellY, (label % 3) - 1, (label / 3) - 1) is { } cell)
            {
                var place = _positions[cell] - new Vector2(_samples.Columns.First(cellX), _samples.Rows.First(cellY));
                near[number++] =
                    (label, palette[_grid.PaletteIndex[_grid.Index(cell % _grid.Width, cell / _grid.Width)]], place);
            }
        }

        var (start, layout) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY));
        var lambda = new Vector<float>(_lambda);
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var (px, py) = (Vector.Load(layout.X + i), Vector.Load(layout.Y + i));
            var (l, a, b) = (Vector.Load(_samples.L + start + i), Vector.Load(_samples.A + start + i),
                Vector.Load(_samples.B + start + i));
            var (best, found) = (new Vector<float>(float.MaxValue), new Vector<int>(Candidates));
            for (var k = 0; k < number; k++)
            {
                var (label, color, place) = near[k];
                var (dl, da, db) =
                    (l - new Vector<float>(color.L), a - new Vector<float>(color.A), b - new Vector<float>(color.B));
                var colorDistance = VectorRoots.Square((dl * dl) + (da * da) + (db * db));
                if (!VectorMasks.Any(Vector.LessThan(colorDistance, best))) continue;

                // The cost of a transparent sample is NaN.
                var (dx, dy) = (px - new Vector<float>(place.X), py - new Vector<float>(place.Y));
                var cost = colorDistance + (lambda * VectorRoots.Square((dx * dx) + (dy * dy)));
                var less = Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                found = Vector.ConditionalSelect(less, new Vector<int>(label), found);
            }

            found.Store(labels + i);
        }
    }

    /// <summary>Returns the cell at an offset, row-major; null outside.</summary>
    private int? Neighbor(int cellX, int cellY, int dx, int dy) =>
        (uint)(cellX + dx) < (uint)_grid.Width && (uint)(cellY + dy) < (uint)_grid.Height
            ? ((cellY + dy) * _grid.Width) + cellX + dx : null;

    /// <summary>Adds up the samples of a cell by superpixel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Sum(int cellX, int cellY, ReadOnlySpan<int> labels)
    {
        var (start, layout) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY));
        float* l = _samples.L + start, a = _samples.A + start, b = _samples.B + start, px = layout.X, py = layout.Y;
        var sums = _sums.AsSpan(((cellY * _grid.Width) + cellX) * Candidates, Candidates);
        sums.Clear();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < Candidates)
            {
                sums[labels[i]] += Vector256.Create(1, px[i], py[i], l[i], a[i], b[i], 0, 0);
            }
        }

        foreach (ref var sum in sums)
        {
            sum += sum[0]
                * Vector256.Create(0, _samples.Columns.First(cellX), _samples.Rows.First(cellY), 0f, 0, 0, 0, 0);
        }
    }

    /// <summary>Moves a superpixel to the mean of its samples. Without samples, it does not move and gets weight
    /// 0.</summary>
    private void Update(int cell)
    {
        var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
        var total = Vector256<float>.Zero;
        foreach (var dy in (ReadOnlySpan<int>)[0, -1, 1])
        {
            var row = Vector256<float>.Zero;
            for (var dx = -1; dx <= 1; dx++)
            {
                row += Neighbor(cellX, cellY, dx, dy) is { } other
                    ? _sums[(other * Candidates) + 4 - (3 * dy) - dx] : default;
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
        _positions[cell] = new(total[1], total[2]);
        _grid.Set(i, new Lab(total[3], total[4], total[5]), _weights?[cell] ?? 1);
    }

    /// <summary>Laplacian smoothing, which keeps the grid regular: moves each superpixel the given share of the way to
    /// the mean position of its four neighbors. At the edge of the grid, the coordinate in the direction of the missing
    /// neighbor does not change.</summary>
    private void SmoothPositions()
    {
        var next = new Vector2[_positions.Length];
        for (var cell = 0; cell < next.Length; cell++)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            var (sum, count) = (Vector2.Zero, 0);
            foreach (var (dx, dy) in (ReadOnlySpan<(int, int)>)[(-1, 0), (1, 0), (0, -1), (0, 1)])
            {
                (sum, count) = Neighbor(cellX, cellY, dx, dy) is { } other
                    ? (sum + _positions[other], count + 1) : (sum, count);
            }

            var (own, moved) = (_positions[cell], _positionSmoothing * ((sum / count) - _positions[cell]));
            next[cell] = new(
                cellX > 0 && cellX < _grid.Width - 1 ? own.X + moved.X : own.X,
                cellY > 0 && cellY < _grid.Height - 1 ? own.Y + moved.Y : own.Y);
        }

        _positions = next;
    }

    /// <summary>A 3 x 3 bilateral filter (Tomasi and Manduchi 1998) on the colors, which reduces noise and preserves
    /// edges. Ignores neighbors without samples.</summary>
    private void SmoothColors()
    {
        var exponent = -1 / (2 * _sigma * _sigma);
        var (side, corner) = (Exp(exponent), Exp(exponent + exponent));
        var smoothed = new Lab[_positions.Length];
        _team.ForEach(_grid.Height, cellY =>
        {
            for (var cellX = 0; cellX < _grid.Width; cellX++)
            {
                var own = _grid.Color(_grid.Index(cellX, cellY));
                var (sum, weights) = (own, 1f);
                for (var n = 0; n < Candidates; n++)
                {
                    var other = _grid.Index(cellX + (n % 3) - 1, cellY + (n / 3) - 1);
                    if (n == 4 || _grid.Weight[other] == 0) continue;

                    var weight = (n % 2 == 0 ? corner : side) * Exp(Lab.Squared(_grid.Color(other), own) * exponent);
                    (sum, weights) = (sum + (weight * _grid.Color(other)), weights + weight);
                }

                smoothed[(cellY * _grid.Width) + cellX] = sum / weights;
            }
        });
        for (var cell = 0; cell < smoothed.Length; cell++)
        {
            var i = _grid.Index(cell % _grid.Width, cell / _grid.Width);
            _grid.Set(i, smoothed[cell], _grid.Weight[i]);
        }

        static float Exp(float x) => VectorExponential.Exp(new Vector<float>(x))[0];
    }
}
