using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The cheapest palette colors (labels) of each superpixel, in ascending order of cost. Few are kept, because
/// neighbors never outweigh the cost of a color that fits badly.</summary>
internal sealed class LabelCandidates(CellPlanes grid) : IDisposable
{
    /// <summary>Number of labels per superpixel. Unused ones have the cost <see cref="float.MaxValue"/>.</summary>
    public const int Count = 8;

    private readonly PooledBuffer<float> _costs = new(grid.Length * Count);
    private readonly PooledBuffer<ushort> _labels = new(grid.Length * Count);

    /// <summary>Returns the costs of a superpixel's candidates, in ascending order.</summary>
    public ReadOnlySpan<float> Costs(int superpixel) => _costs.Span.Slice(superpixel * Count, Count);

    /// <summary>Returns the palette indices of a superpixel's candidates, in the order of
    /// <see cref="Costs"/>.</summary>
    public ReadOnlySpan<ushort> Labels(int superpixel) => _labels.Span.Slice(superpixel * Count, Count);

    /// <summary>Returns the cost of a label of a superpixel; infinity if it is not a candidate.</summary>
    public float Cost(int superpixel, int label)
    {
        var place = Labels(superpixel).IndexOf((ushort)label);
        return place < 0 || Costs(superpixel)[place] == float.MaxValue
            ? float.PositiveInfinity : Costs(superpixel)[place];
    }

    /// <summary>Keeps the cheapest labels of each cell, less the cost of changing the label that it has. A cell that
    /// must not change keeps its label.</summary>
    /// <param name="labels">Number of labels.</param>
    /// <param name="cost">Finds the costs of all labels for a cell, times <paramref name="divisor"/>.</param>
    /// <param name="isStart">True to give each cell that may change at no cost its cheapest label.</param>
    public unsafe void Measure(int labels, Action<int, float[]> cost, float divisor, bool isStart, RowTeam team) =>
        team.ForEach(grid.Height, cellY =>
        {
            var costs = new float[labels];
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var (cell, i) = ((cellY * grid.Width) + cellX, grid.Index(cellX, cellY));
                if (float.IsNaN(grid.CellColors[cell].L) || grid.ChangeCost[cell] == float.PositiveInfinity)
                {
                    KeepOnly(i, grid.PaletteIndex[i]);
                    continue;
                }

                cost(cell, costs);
                costs[grid.PaletteIndex[i]] -= grid.ChangeCost[cell] * divisor;
                Keep(i, costs, divisor);
                grid.PaletteIndex[i] = isStart && grid.ChangeCost[cell] == 0 ? Labels(i)[0] : grid.PaletteIndex[i];
            }
        });

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
            if (!(cost < keptCosts[Count - 1])) continue;

            var place = Count - 1;
            for (; place > 0 && cost < keptCosts[place - 1]; place--)
            {
                (keptCosts[place], keptLabels[place]) = (keptCosts[place - 1], keptLabels[place - 1]);
            }

            (keptCosts[place], keptLabels[place]) = (cost, (ushort)k);
        }
    }

    /// <summary>Restricts a superpixel to a single label, at no cost.</summary>
    public void KeepOnly(int superpixel, int label)
    {
        var keptCosts = _costs.Span.Slice(superpixel * Count, Count);
        keptCosts.Fill(float.MaxValue);
        keptCosts[0] = 0;
        _labels.Span[superpixel * Count] = (ushort)label;
    }

    public void Dispose()
    {
        _costs.Dispose();
        _labels.Dispose();
    }
}
