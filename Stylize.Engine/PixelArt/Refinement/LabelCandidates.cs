using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>
/// For each superpixel the palette colours (labels) of least cost that it may take, the cheapest first, and their costs. Few are kept,
/// because a colour that fits badly is never made up for by its neighbours.
/// </summary>
internal sealed class LabelCandidates : IDisposable
{
    /// <summary>Labels kept for each superpixel; where there are fewer, the costs of the rest are <see cref="float.MaxValue"/>.</summary>
    public const int Count = 8;

    private readonly PooledBuffer<float> _costs;
    private readonly PooledBuffer<int> _labels;

    public LabelCandidates(SuperpixelGrid grid)
    {
        _costs = new PooledBuffer<float>(grid.Length * Count);
        _labels = new PooledBuffer<int>(grid.Length * Count);
    }

    /// <summary>Costs of a superpixel's candidates, ascending.</summary>
    public ReadOnlySpan<float> Costs(int superpixel) => _costs.Span.Slice(superpixel * Count, Count);

    /// <summary>Palette indices of a superpixel's candidates, in the order of <see cref="Costs"/>.</summary>
    public ReadOnlySpan<int> Labels(int superpixel) => _labels.Span.Slice(superpixel * Count, Count);

    /// <summary>Keeps the cheapest labels of a superpixel; among equals the lower palette index comes first.</summary>
    /// <param name="costs">Cost of each label, by palette index, times <paramref name="divisor"/>.</param>
    // Compiled at once: a run of one photograph is over before the runtime would optimise what is called for each superpixel.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>Leaves a superpixel a single label, at no cost.</summary>
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
