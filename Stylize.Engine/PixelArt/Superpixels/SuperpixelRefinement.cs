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

    /// <summary>Lane of the number of samples in their sums.</summary>
    private const int Number = 5;

    private readonly CellSamples _samples;
    private readonly CellPlanes _grid;
    private readonly RowTeam _team;
    private readonly float[]? _weights;
    private readonly float _lambda, _positionSmoothing, _sigma;

    /// <summary>The sums of the samples of each cell by candidate: x, y, L*, a*, b*, number, and two unused.</summary>
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
            using var labels = new PooledBuffer<int>(_samples.LargestCell + CellLayout.Padding);
            for (var cellX = 0; cellX < _grid.Width; cellX++)
            {
                var layout = _samples.Layout(cellX, cellY);
                var count = coarse ? layout.CoarseCount : layout.Count;
                Assign(cellX, cellY, palette, count, labels.Pointer);
                Sum(cellX, cellY, labels.Span[..count]);
            }
        });
        _team.ForEach(_grid.Height, cellY =>
        {
            for (var cellX = 0; cellX < _grid.Width; cellX++)
            {
                Update(cellX, cellY);
            }
        });
        SmoothPositions();
        if (_sigma > 0)
        {
            SmoothColors();
        }
    }

    /// <summary>Finds the superpixel of each of the first <paramref name="count"/> samples of a cell. Of equal costs,
    /// that of the cell wins, then the first.</summary>
    /// <param name="labels">Receives for each sample the position of the cell among 3 x 3, row-major, or 9 if it is
    /// transparent; <see cref="CellLayout.Padding"/> more entries than samples.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Assign(int cellX, int cellY, Lab[] palette, int count, int* labels)
    {
        // No result changes by what is left out: a superpixel with the color of the cell's own costs less only if it is
        // nearer, and no cost is less than the root of the sum of the squares of its parts.
        const float Margin = 1.00001f;
        var near = stackalloc (int Label, int Index, Lab Color, Vector2 Place)[Candidates];
        var number = 0;
        foreach (var label in (ReadOnlySpan<int>)[4, 0, 1, 2, 3, 5, 6, 7, 8])
        {
            if (Neighbor(cellX, cellY, (label % 3) - 1, (label / 3) - 1) is { } cell)
            {
                var place = _positions[cell] - new Vector2(_samples.Columns.First(cellX), _samples.Rows.First(cellY));
                var index = _grid.PaletteIndex[_grid.Index(cellX + (label % 3) - 1, cellY + (label / 3) - 1)];
                near[number++] = (label, index, palette[index], place);
            }
        }

        var (start, layout) = (_samples.Start(cellX, cellY), _samples.Layout(cellX, cellY));
        var lambda = new Vector<float>(_lambda);
        for (var i = 0; i < count; i += Vector<float>.Count)
        {
            var (px, py) = (Vector.Load(layout.X + i), Vector.Load(layout.Y + i));
            var (l, a, b) = (Vector.Load(_samples.L + start + i), Vector.Load(_samples.A + start + i),
                Vector.Load(_samples.B + start + i));
            var (ownAway, ownColor) =
                (Distance(px, py, near[0].Place), VectorRoots.Square(Difference(l, a, b, near[0].Color)));
            var best = ownColor + (lambda * VectorRoots.Square(ownAway));

            // The cost of a transparent sample is NaN, which is not less than anything.
            var opaque = Vector.LessThan(best, new Vector<float>(float.MaxValue));
            best = Vector.ConditionalSelect(opaque, best, new Vector<float>(float.MaxValue));
            var found = Vector.ConditionalSelect(opaque, new Vector<int>(near[0].Label), new Vector<int>(Candidates));
            for (var k = 1; k < number; k++)
            {
                var (label, index, color, place) = near[k];
                var away = Distance(px, py, place);
                Vector<float> colorDistance;
                if (index == near[0].Index)
                {
                    if (!VectorMasks.Any(Vector.LessThan(away, ownAway))) continue;

                    colorDistance = ownColor;
                }
                else
                {
                    var difference = Difference(l, a, b, color);
                    var atLeast = difference + (lambda * lambda * away);
                    if (!VectorMasks.Any(Vector.LessThan(atLeast, best * best * Margin))) continue;

                    colorDistance = VectorRoots.Square(difference);
                }

                var cost = colorDistance + (lambda * VectorRoots.Square(away));
                var less = Vector.LessThan(cost, best);
                best = Vector.ConditionalSelect(less, cost, best);
                found = Vector.ConditionalSelect(less, new Vector<int>(label), found);
            }

            found.Store(labels + i);
        }
    }

    /// <summary>Returns squared distances of places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Distance(Vector<float> x, Vector<float> y, Vector2 place)
    {
        var (dx, dy) = (x - new Vector<float>(place.X), y - new Vector<float>(place.Y));
        return (dx * dx) + (dy * dy);
    }

    /// <summary>Returns squared distances of colors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Difference(Vector<float> l, Vector<float> a, Vector<float> b, Lab color)
    {
        var (dl, da, db) =
            (l - new Vector<float>(color.L), a - new Vector<float>(color.A), b - new Vector<float>(color.B));
        return (dl * dl) + (da * da) + (db * db);
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
        var sums = stackalloc Vector256<float>[Candidates + 1];
        new Span<Vector256<float>>(sums, Candidates + 1).Clear();
        var last = Candidates;
        var (place, rest) = (Vector128<float>.Zero, Vector128<float>.Zero);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != last)
            {
                sums[last] = Vector256.Create(place, rest);
                last = labels[i];
                (place, rest) = (sums[last].GetLower(), sums[last].GetUpper());
            }

            place += Vector128.Create(px[i], py[i], l[i], a[i]);
            rest += Vector128.CreateScalar(b[i]) + Vector128.Create(0f, 1, 0, 0);
        }

        sums[last] = Vector256.Create(place, rest);
        var corner = Vector256.Create(_samples.Columns.First(cellX), _samples.Rows.First(cellY), 0f, 0, 0, 0, 0, 0);
        var totals = _sums.AsSpan(((cellY * _grid.Width) + cellX) * Candidates, Candidates);
        for (var k = 0; k < Candidates; k++)
        {
            totals[k] = sums[k] + (sums[k][Number] * corner);
        }
    }

    /// <summary>Moves a superpixel to the mean of its samples. Without samples, it does not move and gets weight
    /// 0.</summary>
    private void Update(int cellX, int cellY)
    {
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
        if (total[Number] == 0)
        {
            _grid.Weight[i] = 0;
            return;
        }

        total *= 1 / total[Number];
        var cell = (cellY * _grid.Width) + cellX;
        _positions[cell] = new(total[0], total[1]);
        _grid.Set(i, new Lab(total[2], total[3], total[4]), _weights?[cell] ?? 1);
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
        using var smoothed = new PooledBuffer<float>(3 * _grid.Length);
        float* l = smoothed.Pointer, a = l + _grid.Length, b = a + _grid.Length;
        _team.ForEach(_grid.Height, cellY => SmoothColors(cellY, smoothed.Pointer));
        for (var cellY = 0; cellY < _grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < _grid.Width; cellX++)
            {
                var i = _grid.Index(cellX, cellY);
                _grid.Set(i, new Lab(l[i], a[i], b[i]), _grid.Weight[i]);
            }
        }
    }

    /// <param name="smoothed">Receives the planes of L*, a* and b*, without padding.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void SmoothColors(int cellY, float* smoothed)
    {
        var exponent = new Vector<float>(-1 / (2 * _sigma * _sigma));
        var (side, corner) = (VectorExponential.Exp(exponent), VectorExponential.Exp(exponent + exponent));
        for (var cellX = 0; cellX < _grid.Width; cellX += Vector<float>.Count)
        {
            var i = _grid.Index(cellX, cellY);
            var (ownL, ownA, ownB) = (Vector.Load(_grid.L + i), Vector.Load(_grid.A + i), Vector.Load(_grid.B + i));
            var (sumL, sumA, sumB, weights) = (ownL, ownA, ownB, Vector<float>.One);
            for (var n = 0; n < Candidates; n++)
            {
                if (n == Candidates / 2) continue;

                var other = i + (((n / 3) - 1) * _grid.Pitch) + (n % 3) - 1;
                var l = Vector.Load(_grid.L + other);
                var a = Vector.Load(_grid.A + other);
                var b = Vector.Load(_grid.B + other);
                var (dl, da, db) = (l - ownL, a - ownA, b - ownB);
                var difference = (dl * dl) + (da * da) + (db * db);
                var weight = (n % 2 == 0 ? corner : side) * VectorExponential.Exp(difference * exponent);
                var isEmpty = Vector.Equals(Vector.Load(_grid.Weight + other), Vector<float>.Zero);
                weight = Vector.ConditionalSelect(isEmpty, Vector<float>.Zero, weight);
                (sumL, sumA, sumB, weights) =
                    (sumL + (weight * l), sumA + (weight * a), sumB + (weight * b), weights + weight);
            }

            var end = Math.Min(_grid.Width - cellX, Vector<float>.Count);
            Store(sumL / weights, smoothed + i, end);
            Store(sumA / weights, smoothed + _grid.Length + i, end);
            Store(sumB / weights, smoothed + (2 * _grid.Length) + i, end);
        }

        // Cells beyond the end of the row belong to other threads.
        static void Store(Vector<float> values, float* target, int count)
        {
            if (count == Vector<float>.Count)
            {
                values.Store(target);
                return;
            }

            for (var k = 0; k < count; k++)
            {
                target[k] = values[k];
            }
        }
    }
}
