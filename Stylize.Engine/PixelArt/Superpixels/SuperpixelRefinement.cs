using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>One iteration of superpixel refinement (Gerstner et al. 2012, section 4.2): assignment, then both smoothing steps.</summary>
/// <param name="spatialWeight">Weight of position against color in the assignment, 0 or more.</param>
/// <param name="positionSmoothing">Share of a position that comes from the four neighbors, 0 to 1.</param>
/// <param name="colorSmoothing">Sigma of the bilateral filter, in cells and in Lab units; 0 disables the filter.</param>
internal sealed class SuperpixelRefinement(
    CellSamples samples, SuperpixelGrid grid, double spatialWeight, double positionSmoothing, double colorSmoothing, RowTeam team)
    : IDisposable
{
    private readonly SuperpixelAssignment _assignment = new(samples, grid, new CandidateSearch(samples, grid, spatialWeight), team);
    private readonly LaplacianSmoothing _positions = new(grid, positionSmoothing, team);
    private readonly BilateralSmoothing _colors = new(grid, colorSmoothing, team);

    public CandidateSearch Search => _assignment.Search;

    /// <summary>Puts each superpixel at the center of its cell, with the mean color of the cell's samples and equal weight (section 4.1).
    /// </summary>
    /// <returns>The moments of the image's colors, from the coarse subsample of each cell.</returns>
    public static unsafe ColorMoments Initialize(SuperpixelGrid grid, CellSamples samples)
    {
        var moments = default(ColorMoments);
        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var layout = samples.Layout(cellX, cellY);
                var start = samples.Start(cellX, cellY);
                float* sampleL = samples.L + start, sampleA = samples.A + start, sampleB = samples.B + start;
                double l = 0, a = 0, b = 0;
                int count = 0, all = layout.Count, coarse = layout.CoarseCount;
                for (var i = 0; i < all; i++)
                {
                    if (!float.IsNaN(sampleL[i]))
                    {
                        l += sampleL[i];
                        a += sampleA[i];
                        b += sampleB[i];
                        count++;
                        if (i < coarse)
                        {
                            moments.Add(sampleL[i], sampleA[i], sampleB[i], 1);
                        }
                    }
                }

                var s = grid.Index(cellX, cellY);
                grid.X[s] = samples.Columns.First(cellX) + (layout.Width / 2f);
                grid.Y[s] = samples.Rows.First(cellY) + (layout.Height / 2f);
                grid.Importance[s] = 1;
                var mean = new Lab((float)(l / count), (float)(a / count), (float)(b / count));
                grid.CellColors[(cellY * grid.Width) + cellX] = mean;
                if (count > 0)
                {
                    (grid.L[s], grid.A[s], grid.B[s]) = (mean.L, mean.A, mean.B);
                    grid.Weight[s] = 1;
                }
            }
        }

        return moments;
    }

    /// <param name="coarse">True to use only the coarse subsample of each cell.</param>
    public void Run(bool coarse)
    {
        _assignment.Run(coarse);
        _positions.Run();
        _colors.Run();
    }

    public void Dispose()
    {
        _assignment.Dispose();
        _colors.Dispose();
    }
}

/// <summary>A 3x3 bilateral filter (Tomasi and Manduchi 1998) on the superpixels' mean colors, which reduces noise and preserves edges
/// (Gerstner et al. 2012, section 4.2).</summary>
internal sealed unsafe class BilateralSmoothing : IDisposable
{
    private readonly SuperpixelGrid _grid;
    private readonly float _sigma;
    private readonly int _filteredPitch;
    private readonly PooledBuffer<float> _filtered;
    private readonly RowTeam _team;
    private readonly Action<int> _filterRow, _keepRow;

    /// <param name="sigma">Standard deviation of both Gaussians, in cells for position and in Lab units for color; 0 disables the
    /// filter.</param>
    public BilateralSmoothing(SuperpixelGrid grid, double sigma, RowTeam team)
    {
        _grid = grid;
        _sigma = (float)sigma;
        _filteredPitch = grid.Pitch + SuperpixelGrid.Padding;
        _filtered = new PooledBuffer<float>(checked(3 * grid.Height * _filteredPitch));
        (_team, _filterRow, _keepRow) = (team, FilterRow, KeepRow);
    }

    public void Dispose() => _filtered.Dispose();

    /// <summary>Filters the mean colors. Ignores the border and neighbors without samples.</summary>
    public void Run()
    {
        if (_sigma > 0)
        {
            _team.ForEach(_grid.Height, _filterRow);
            _team.ForEach(_grid.Height, _keepRow);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FilterRow(int cellY)
    {
        var grid = _grid;
        var exponent = -1 / (2 * _sigma * _sigma);
        var side = VectorExponential.Exp(new Vector<float>(exponent))[0];
        var corner = VectorExponential.Exp(new Vector<float>(2 * exponent))[0];
        Span<int> neighbors =
            [-grid.Pitch - 1, -grid.Pitch, -grid.Pitch + 1, -1, 1, grid.Pitch - 1, grid.Pitch, grid.Pitch + 1];

        for (var cellX = 0; cellX < grid.Width; cellX += Vector<float>.Count)
        {
            var i = grid.Index(cellX, cellY);
            var l = Vector.Load(grid.L + i);
            var a = Vector.Load(grid.A + i);
            var b = Vector.Load(grid.B + i);
            var sumWeight = Vector<float>.One;
            var (sumL, sumA, sumB) = (l, a, b);
            for (var n = 0; n < 8; n++)
            {
                var j = i + neighbors[n];
                var otherL = Vector.Load(grid.L + j);
                var otherA = Vector.Load(grid.A + j);
                var otherB = Vector.Load(grid.B + j);
                var (dl, da, db) = (otherL - l, otherA - a, otherB - b);
                var squared = (dl * dl) + (da * da) + (db * db);
                var spatial = new Vector<float>(n is 1 or 3 or 4 or 6 ? side : corner);
                var weight = spatial * VectorExponential.Exp(squared * new Vector<float>(exponent));
                var hasSamples = Vector.GreaterThan(Vector.Load(grid.Weight + j), Vector<float>.Zero);
                weight = Vector.ConditionalSelect(hasSamples, weight, Vector<float>.Zero);
                sumWeight += weight;
                sumL += weight * otherL;
                sumA += weight * otherA;
                sumB += weight * otherB;
            }

            var at = Filtered(cellY, cellX);
            (sumL / sumWeight).Store(at);
            (sumA / sumWeight).Store(at + _filteredPitch);
            (sumB / sumWeight).Store(at + (2 * _filteredPitch));
        }
    }

    private void KeepRow(int cellY)
    {
        var grid = _grid;
        var from = Filtered(cellY, 0);
        var to = grid.Index(0, cellY);
        new Span<float>(from, grid.Width).CopyTo(new Span<float>(grid.L + to, grid.Width));
        new Span<float>(from + _filteredPitch, grid.Width).CopyTo(new Span<float>(grid.A + to, grid.Width));
        new Span<float>(from + (2 * _filteredPitch), grid.Width).CopyTo(new Span<float>(grid.B + to, grid.Width));
    }

    /// <summary>Scratch space for the filtered L* of a row; a* and b* follow.</summary>
    private float* Filtered(int cellY, int cellX) => _filtered.Pointer + ((nint)cellY * 3 * _filteredPitch) + cellX;
}

/// <summary>Laplacian smoothing of the superpixels' positions, which keeps the grid regular (Gerstner et al. 2012, section 4.2).</summary>
internal sealed unsafe class LaplacianSmoothing
{
    private readonly SuperpixelGrid _grid;
    private readonly float _share;
    private readonly RowTeam _team;
    private readonly Action<int> _moveRow, _keepRow;

    /// <param name="share">Share of a new position that comes from the neighbors, 0 to 1; 0 disables smoothing.</param>
    public LaplacianSmoothing(SuperpixelGrid grid, double share, RowTeam team)
    {
        _grid = grid;
        _share = (float)share;
        (_team, _moveRow, _keepRow) = (team, MoveRow, KeepRow);
    }

    /// <summary>Moves each superpixel the given share of the way to the mean position of its four neighbors. At the edge of the grid, the
    /// coordinate in the direction of the missing neighbor does not change.</summary>
    public void Run()
    {
        if (_share <= 0) return;

        _team.ForEach(_grid.Height, _moveRow);
        _team.ForEach(_grid.Height, _keepRow);
    }

    private void MoveRow(int cellY)
    {
        var grid = _grid;
        for (var cellX = 0; cellX < grid.Width; cellX++)
        {
            var i = grid.Index(cellX, cellY);
            float sumX = 0, sumY = 0;
            var count = 0;
            Add(cellX > 0, i - 1);
            Add(cellX < grid.Width - 1, i + 1);
            Add(cellY > 0, i - grid.Pitch);
            Add(cellY < grid.Height - 1, i + grid.Pitch);
            var insideX = cellX > 0 && cellX < grid.Width - 1;
            var insideY = cellY > 0 && cellY < grid.Height - 1;
            grid.ScratchX[i] = insideX ? grid.X[i] + (_share * ((sumX / count) - grid.X[i])) : grid.X[i];
            grid.ScratchY[i] = insideY ? grid.Y[i] + (_share * ((sumY / count) - grid.Y[i])) : grid.Y[i];

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            void Add(bool exists, int neighbor)
            {
                if (exists)
                {
                    sumX += grid.X[neighbor];
                    sumY += grid.Y[neighbor];
                    count++;
                }
            }
        }
    }

    private void KeepRow(int cellY)
    {
        var grid = _grid;
        var first = grid.Index(0, cellY);
        new Span<float>(grid.ScratchX + first, grid.Width).CopyTo(new Span<float>(grid.X + first, grid.Width));
        new Span<float>(grid.ScratchY + first, grid.Width).CopyTo(new Span<float>(grid.Y + first, grid.Width));
    }
}
