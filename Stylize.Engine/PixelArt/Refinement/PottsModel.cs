using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>A contrast-sensitive Potts model over the superpixels, minimized by iterated conditional modes (ICM; Besag 1986). The
/// energy of the labels c is <code> E = sum over s of D(s, c_s) + sum over neighbors s, t with c_s != c_t of w_st, w_st = W g_st (F +
/// (1 - F) / (1 + |m_s - m_t|^2 / C^2)), </code> plus that of <see cref="CellObjective"/>. D is the data term, each
/// pair of the eight neighbors
/// counts once, each cell that no neighbor has the label of costs W more, W is the smoothness weight, g_st is 1 at a
/// side and 0.7 at a corner, and m are the superpixels' mean colors. The pairwise term removes frayed borders, and the
/// cost of single cells specks. Both are weak at edges of the image, so thin lines are kept.</summary>
/// <remarks>The constants F, C and g were chosen by the mean figures of docs/evidence/quality/pixel-art.md.</remarks>
internal sealed unsafe class PottsModel
{
    /// <summary>C: the color difference, in Lab units, that halves the contrast-dependent part of the weight.</summary>
    private const float Contrast = 8;

    /// <summary>F: the share of the weight that does not depend on contrast.</summary>
    private const float Floor = 0.4f;

    /// <summary>g_st of a neighbor at a corner, at a distance of sqrt(2) cells.</summary>
    private const float Corner = 0.7f;

    private readonly CellPlanes _grid;
    private readonly LabelCandidates _candidates;
    private readonly float _weight;
    private readonly CellObjective? _blur;
    private readonly int[] _alike;

    /// <param name="candidates">The data term D of the labels that each superpixel may take.</param>
    /// <param name="smoothnessWeight">W: the maximum cost of two neighbors of different colors, in Lab units, 0 or more.</param>
    /// <param name="blur">The term of the eye's blur; null for none.</param>
    public PottsModel(CellPlanes grid, LabelCandidates candidates, double smoothnessWeight, CellObjective? blur)
    {
        (_grid, _candidates, _blur) = (grid, candidates, blur);
        _weight = (float)smoothnessWeight;
        _alike = new int[grid.Length];
    }

    /// <summary>Gives each superpixel in turn the label of least energy, given all others. The energy never rises.</summary>
    /// <returns>False if no label changed, so that the labels are a local minimum.</returns>
    public bool Sweep()
    {
        var changed = false;
        Span<int> neighbors = stackalloc int[8], labels = stackalloc int[8];
        Span<float> weights = stackalloc float[8];
        for (var cell = 0; cell < _grid.CellColors.Length; cell++)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            var i = _grid.Index(cellX, cellY);
            var number = Neighbors(cellX, cellY, neighbors, labels, weights);
            _alike[i] = labels[..number].Count(_grid.PaletteIndex[i]);
        }

        for (var cell = 0; cell < _grid.CellColors.Length; cell++)
        {
            var (cellY, cellX) = Math.DivRem(cell, _grid.Width);
            if (_candidates.Costs(_grid.Index(cellX, cellY))[1] == float.MaxValue) continue;

            var number = Neighbors(cellX, cellY, neighbors, labels, weights);
            ref var label = ref _grid.PaletteIndex[_grid.Index(cellX, cellY)];
            var (before, best) = (label, Conditional(cellX, cellY, neighbors[..number], labels[..number], weights));
            if (best == before) continue;

            (label, changed) = (best, true);
            _alike[_grid.Index(cellX, cellY)] = labels[..number].Count(best);
            for (var n = 0; n < number; n++)
            {
                _alike[neighbors[n]] += labels[n] == best ? 1 : labels[n] == before ? -1 : 0;
            }

            _blur?.Change(cellX, cellY, before, best);
        }

        return changed;
    }

    /// <summary>Gets a superpixel's neighbors, their labels and their weights w_st.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Neighbors(int cellX, int cellY, Span<int> neighbors, Span<int> labels, Span<float> weights)
    {
        var grid = _grid;
        var i = grid.Index(cellX, cellY);
        var number = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                if ((dx | dy) == 0 || (uint)(cellX + dx) >= (uint)grid.Width || (uint)(cellY + dy) >= (uint)grid.Height) continue;

                var j = grid.Index(cellX + dx, cellY + dy);
                var (l, a, b) = (grid.L[i] - grid.L[j], grid.A[i] - grid.A[j], grid.B[i] - grid.B[j]);
                var squared = (l * l) + (a * a) + (b * b);
                var sensitivity = Floor + ((1 - Floor) / (1 + (squared / (Contrast * Contrast))));
                weights[number] = _weight * sensitivity * (dx == 0 || dy == 0 ? 1 : Corner);
                (neighbors[number], labels[number]) = (j, grid.PaletteIndex[j]);
                number++;
            }
        }

        return number;
    }

    /// <summary>Returns the label of least energy of a superpixel, given its neighbors' labels: the conditional mode.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Conditional(
        int cellX, int cellY, ReadOnlySpan<int> neighbors, ReadOnlySpan<int> around, ReadOnlySpan<float> weights)
    {
        var i = _grid.Index(cellX, cellY);
        var costs = _candidates.Costs(i);
        var labels = _candidates.Labels(i);
        var before = _grid.PaletteIndex[i];
        var best = before;
        var min = float.MaxValue;
        for (var c = 0; c < costs.Length && costs[c] != float.MaxValue; c++)
        {
            var energy = costs[c] + (_blur?.Growth(cellX, cellY, before, labels[c]) ?? 0);
            // A neighbor that was alone no longer is, and one that had only this superpixel is then alone.
            var alone = around.Contains(labels[c]) ? 0 : 1;
            for (var n = 0; n < neighbors.Length; n++)
            {
                if (around[n] == labels[c])
                {
                    alone -= _alike[neighbors[n]] == 0 ? 1 : 0;
                    continue;
                }

                energy += weights[n];
                alone += around[n] == before && _alike[neighbors[n]] == 1 ? 1 : 0;
            }

            energy += _weight * alone;

            if (energy < min)
            {
                min = energy;
                best = labels[c];
            }
        }

        return best;
    }
}

/// <summary>The cheapest palette colors (labels) of each superpixel, in ascending order of cost. Few are kept, because neighbors never
/// outweigh the cost of a color that fits badly.</summary>
internal sealed class LabelCandidates(CellPlanes grid) : IDisposable
{
    /// <summary>Number of labels per superpixel. Unused ones have the cost <see cref="float.MaxValue"/>.</summary>
    public const int Count = 8;

    private readonly PooledBuffer<float> _costs = new(grid.Length * Count);
    private readonly PooledBuffer<int> _labels = new(grid.Length * Count);

    /// <summary>Returns the costs of a superpixel's candidates, in ascending order.</summary>
    public ReadOnlySpan<float> Costs(int superpixel) => _costs.Span.Slice(superpixel * Count, Count);

    /// <summary>Returns the palette indices of a superpixel's candidates, in the order of <see cref="Costs"/>.</summary>
    public ReadOnlySpan<int> Labels(int superpixel) => _labels.Span.Slice(superpixel * Count, Count);

    /// <summary>Keeps the cheapest labels of a superpixel; equal costs in order of palette index.</summary>
    /// <param name="costs">Cost of each label, by palette index, times <paramref name="divisor"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Keep(int superpixel, ReadOnlySpan<float> costs, float divisor)
    {
        var keptCosts = _costs.Span.Slice(superpixel * Count, Count);
        var keptLabels = _labels.Span.Slice(superpixel * Count, Count);
        keptCosts.Fill(float.MaxValue);
        for (var k = 0; k < costs.Length; k++)
        {
            var cost = costs[k] / divisor;
            var place = Count;
            while (place > 0 && cost < keptCosts[place - 1])
            {
                place--;
            }

            if (place < Count)
            {
                keptCosts[place..^1].CopyTo(keptCosts[(place + 1)..]);
                keptLabels[place..^1].CopyTo(keptLabels[(place + 1)..]);
                keptCosts[place] = cost;
                keptLabels[place] = k;
            }
        }
    }

    /// <summary>Restricts a superpixel to a single label, at no cost.</summary>
    public void KeepOnly(int superpixel, int label)
    {
        var keptCosts = _costs.Span.Slice(superpixel * Count, Count);
        keptCosts.Fill(float.MaxValue);
        keptCosts[0] = 0;
        _labels.Span[superpixel * Count] = label;
    }

    public void Dispose()
    {
        _costs.Dispose();
        _labels.Dispose();
    }
}
