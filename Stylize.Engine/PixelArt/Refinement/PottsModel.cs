using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>A Potts model over the cells that knows their steps, minimized by iterated conditional modes (ICM; Besag
/// 1986). The energy of the labels c is <code>
/// E = sum over s of D(s, c_s) + sum over neighbors s, t with c_s != c_t of w_st, w_st = W g_st f,
/// f = 1 - (t_s - t_t) (c_s - c_t) / |c_s - c_t|^2, from 0 to 1,
/// </code> plus that of <see cref="CellObjective"/>. D is the data term, each pair of the eight neighbors counts once,
/// each cell that no neighbor has the label of costs more, W is the smoothness weight, g_st is 1 at a side and 0.7 at a
/// corner, and f is the part of the step between both colors that the picture does not have. A contour that is not in
/// the picture so costs W, and texture and thin lines nothing. With V, <code>
/// w_st = W g_st (u f P / (|t_s - t_t|^2 + P) + l |t_s - t_t|^2 / (|t_s - t_t|^2 + V)),
/// u = sqrt(1 + |c_s - c_t|^2 / V) - 1,
/// l = 1 - (t_s - t_t) (c_s - c_t) / |t_s - t_t|^2, from 0 to 1:
/// </code> a false contour costs more the more it is seen, and less where the picture has a step, and l, the part of
/// the picture's step that the colors do not have, costs too.</summary>
internal sealed unsafe class PottsModel
{
    /// <summary>g_st of a neighbor at a corner, at a distance of sqrt(2) cells.</summary>
    private const float Corner = 0.7f;

    /// <summary>The squared step of a picture, in Lab units, at which a contour that it does not have costs
    /// half.</summary>
    public const float Plain = 50;

    /// <summary>Number of cells after which a row lets the row below go on.</summary>
    private const int Stretch = 16;

    private readonly CellPlanes _grid;
    private readonly LabelCandidates _candidates;
    private readonly float _weight, _alone, _visible;
    private readonly Vector3[] _targets, _colors;
    private readonly CellObjective? _blur;
    private readonly RowTeam _team;

    // The number of neighbors with the label of each superpixel, and whether no label near a cell changed since its
    // turn.
    private readonly byte[] _alike;
    private readonly bool[] _isSettled;

    // The number of cells of each row that had their turn in this sweep.
    private readonly int[] _done;

    /// <param name="candidates">The data term D of the labels that each superpixel may take.</param>
    /// <param name="smoothnessWeight">W: the maximum cost of two neighbors of different colors, 0 or more.</param>
    /// <param name="alone">Cost of a cell whose color no neighbor has, times W.</param>
    /// <param name="visible">V: the squared step of which half is seen; 0 to let lost contours cost nothing.</param>
    /// <param name="targets">t: what the cells, row-major, should have.</param>
    /// <param name="colors">The palette in the axes of the targets.</param>
    /// <param name="blur">The term of the eye's blur; null for none.</param>
    public PottsModel(
        CellPlanes grid, LabelCandidates candidates, double smoothnessWeight, float alone, float visible,
        Vector3[] targets, Vector3[] colors, CellObjective? blur, RowTeam team)
    {
        (_grid, _candidates, _targets, _colors, _blur, _team) = (grid, candidates, targets, colors, blur, team);
        (_weight, _alone, _visible) = ((float)smoothnessWeight, (float)smoothnessWeight * alone, visible);
        (_alike, _isSettled, _done) = (new byte[grid.Length], new bool[targets.Length], new int[grid.Height]);
        team.ForEach(grid.Height, cellY =>
        {
            Span<int> labels = stackalloc int[8];
            Span<Neighbor> neighbors = stackalloc Neighbor[8];
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var i = grid.Index(cellX, cellY);
                _alike[i] = (byte)labels[..Neighbors(cellX, cellY, neighbors, labels)].Count(grid.PaletteIndex[i]);
            }
        });
    }

    /// <summary>Gives each superpixel in turn the label of least energy, given all others. The energy never rises.
    /// Threads sweep rows at the same time, each far enough behind the row above for the labels to be those of one
    /// thread.</summary>
    /// <returns>False if no label changed, so that the labels are a local minimum.</returns>
    public bool Sweep()
    {
        var changes = 0;
        Array.Clear(_done);
        _team.ForEach(_grid.Height, cellY =>
        {
            try
            {
                if (SweepRow(cellY))
                {
                    Volatile.Write(ref changes, 1);
                }
            }
            finally
            {
                Volatile.Write(ref _done[cellY], _grid.Width);
            }
        });
        return changes > 0;
    }

    /// <summary>Returns the part of the energy that an area has, with the cells next to it.</summary>
    /// <param name="area">The cells, row-major.</param>
    /// <param name="isInside">Whether a cell belongs to the area.</param>
    public float Energy(List<int> area, bool[] isInside)
    {
        var (sum, edge) = (0f, new HashSet<int>());
        Span<int> labels = stackalloc int[8];
        Span<Neighbor> neighbors = stackalloc Neighbor[8];
        foreach (var cell in area)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            var i = _grid.Index(cellX, cellY);
            var label = _grid.PaletteIndex[i];
            var number = Neighbors(cellX, cellY, neighbors, labels);
            sum += _candidates.Cost(i, label) + (labels[..number].Contains(label) ? 0 : _alone);
            for (var n = 0; n < number; n++)
            {
                var share = isInside[neighbors[n].Cell] ? 0.5f : 1;
                sum += share * neighbors[n].Weight
                    * Contour(neighbors[n].Step, _colors[label] - _colors[labels[n]]);
                _ = isInside[neighbors[n].Cell] || edge.Add(neighbors[n].Cell);
            }
        }

        foreach (var cell in edge)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            var number = Neighbors(cellX, cellY, neighbors, labels);
            sum += labels[..number].Contains(_grid.PaletteIndex[_grid.Index(cellX, cellY)]) ? 0 : _alone;
        }

        return sum;
    }

    private bool SweepRow(int cellY)
    {
        var changed = false;
        Span<int> labels = stackalloc int[8];
        Span<Neighbor> neighbors = stackalloc Neighbor[8];
        for (var cellX = 0; cellX < _grid.Width; cellX++)
        {
            if (cellX % Stretch == 0)
            {
                Volatile.Write(ref _done[cellY], cellX);
                WaitFor(cellY - 1, Math.Min(cellX + Stretch + (2 * CellObjective.Reach), _grid.Width));
            }

            var (cell, i) = ((cellY * _grid.Width) + cellX, _grid.Index(cellX, cellY));
            if (_isSettled[cell] || _candidates.Costs(i)[1] == float.MaxValue) continue;

            _isSettled[cell] = true;
            var number = Neighbors(cellX, cellY, neighbors, labels);
            ref var label = ref _grid.PaletteIndex[i];
            var (before, best) = (label, Conditional(cellX, cellY, neighbors[..number], labels[..number]));
            if (best == before) continue;

            (label, changed) = (best, true);
            _alike[i] = (byte)labels[..number].Count(best);
            for (var n = 0; n < number; n++)
            {
                ref var alike = ref _alike[neighbors[n].Element];
                alike += (byte)(labels[n] == best ? 1 : labels[n] == before ? byte.MaxValue : 0);
            }

            _blur?.Change(cellX, cellY, before, best);
            var (left, right) =
                (Math.Max(cellX - CellObjective.Reach, 0), Math.Min(cellX + CellObjective.Reach, _grid.Width - 1));
            var bottom = Math.Min(cellY + CellObjective.Reach, _grid.Height - 1);
            for (var y = Math.Max(cellY - CellObjective.Reach, 0); y <= bottom; y++)
            {
                _isSettled.AsSpan((y * _grid.Width) + left, right - left + 1).Clear();
            }
        }

        return changed;
    }

    private void WaitFor(int row, int cells)
    {
        var wait = default(SpinWait);
        while (row >= 0 && Volatile.Read(ref _done[row]) < cells)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Gets a superpixel's neighbors that have samples, and their labels.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Neighbors(int cellX, int cellY, Span<Neighbor> neighbors, Span<int> labels)
    {
        var number = 0;
        for (var y = Math.Max(cellY - 1, 0); y <= Math.Min(cellY + 1, _grid.Height - 1); y++)
        {
            for (var x = Math.Max(cellX - 1, 0); x <= Math.Min(cellX + 1, _grid.Width - 1); x++)
            {
                var cell = (y * _grid.Width) + x;
                if ((x, y) == (cellX, cellY) || float.IsNaN(_grid.CellColors[cell].L)) continue;

                var i = _grid.Index(x, y);
                neighbors[number] = new(
                    cell, i, _weight * (x == cellX || y == cellY ? 1 : Corner),
                    _targets[(cellY * _grid.Width) + cellX] - _targets[cell]);
                labels[number++] = _grid.PaletteIndex[i];
            }
        }

        return number;
    }

    /// <summary>Returns the label of least energy of a superpixel, given its neighbors' labels: the conditional
    /// mode.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Conditional(int cellX, int cellY, ReadOnlySpan<Neighbor> neighbors, ReadOnlySpan<int> around)
    {
        var i = _grid.Index(cellX, cellY);
        var costs = _candidates.Costs(i);
        var labels = _candidates.Labels(i);
        var before = _grid.PaletteIndex[i];
        var best = before;
        var min = float.MaxValue;
        // A neighbor that was alone no longer is if it gets company, and one that had only this superpixel is then
        // alone.
        var lonely = 0;
        foreach (var neighbor in neighbors)
        {
            lonely += _alike[neighbor.Element] == 0 ? 1 : 0;
        }

        for (var c = 0; c < costs.Length && costs[c] != float.MaxValue; c++)
        {
            var energy = costs[c] + (_blur?.Growth(cellX, cellY, before, labels[c]) ?? 0);
            var (alone, hasCompany) = (0, false);
            for (var n = 0; n < neighbors.Length && energy - (_alone * lonely) < min; n++)
            {
                var neighbor = neighbors[n];
                if (around[n] == labels[c])
                {
                    alone -= _alike[neighbor.Element] == 0 ? 1 : 0;
                    hasCompany = true;
                    energy += _visible == 0 ? 0 : neighbor.Weight * Contour(neighbor.Step, default);
                    continue;
                }

                energy += neighbor.Weight * Contour(neighbor.Step, _colors[labels[c]] - _colors[around[n]]);
                alone += around[n] == before && _alike[neighbor.Element] == 1 ? 1 : 0;
            }

            energy += _alone * (hasCompany ? alone : alone + 1);
            if (energy < min)
            {
                (min, best) = (energy, labels[c]);
            }
        }

        return best;
    }

    /// <summary>Returns w_st / (W g_st) of a step of the picture and one of the colors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Contour(Vector3 step, Vector3 shown)
    {
        var (same, colors, picture) = (Vector3.Dot(step, shown), shown.LengthSquared(), step.LengthSquared());
        if (_visible == 0) return Math.Clamp(1 - (same / colors), 0, 1);

        var alien = Math.Clamp(colors - same, 0, colors) / (_visible * (1 + MathF.Sqrt(1 + (colors / _visible))));
        var lost = Math.Clamp(picture - same, 0, picture);
        return (Plain / (picture + Plain) * alien) + (lost / (picture + _visible));
    }

    /// <param name="Weight">W g_st.</param>
    /// <param name="Step">t_s - t_t.</param>
    private readonly record struct Neighbor(int Cell, int Element, float Weight, Vector3 Step);
}
