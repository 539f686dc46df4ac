namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Chooses one of several sets of colors per block so that colors that neighboring blocks share look alike in
/// both. Otherwise, a flat area changes its color from block to block.</summary>
internal sealed class BlockSeams
{
    /// <summary>Side of a bin of colors that count as equal, in Lab units.</summary>
    private const float BinSide = 4;

    private const int MaxRounds = 10;

    private readonly ColorSets _choice;
    private readonly Lab[] _colors;
    private readonly List<(int Neighbor, (int Bin, int Count)[] Shared)>[] _neighbors;

    /// <param name="blocks">The colors of the cells of each block, row by row.</param>
    /// <param name="columns">Number of blocks per row.</param>
    public BlockSeams(ColorSets choice, IReadOnlyList<Lab[]> blocks, int columns)
    {
        _choice = choice;
        var bins = new Dictionary<(int L, int A, int B), int>();
        var colors = new List<Lab>();
        var counts = blocks.Select(block => Count(block, bins, colors)).ToArray();
        _colors = [.. colors];
        _neighbors = [.. blocks.Select(_ => new List<(int, (int, int)[])>())];
        for (var i = 0; i < counts.Length; i++)
        {
            if ((i + 1) % columns != 0) Join(i, i + 1);
            if (i + columns < counts.Length) Join(i, i + columns);
        }

        void Join(int one, int other)
        {
            (int, int)[] shared = [.. counts[one].Where(bin => counts[other].ContainsKey(bin.Key))
                .Select(bin => (bin.Key, Math.Min(bin.Value, counts[other][bin.Key])))];
            _neighbors[one].Add((other, shared));
            _neighbors[other].Add((one, shared));
        }
    }

    /// <summary>Returns the set of each block, by iterated conditional modes (Besag 1986).</summary>
    /// <param name="sets">The sets.</param>
    /// <param name="costs">The cost of each set for each block.</param>
    public int[] Choose(IReadOnlyList<int[]> sets, double[][] costs)
    {
        var seams = Differences(sets);
        int[] chosen = [.. costs.Select(one => Array.IndexOf(one, one.Min()))];
        var isChanged = true;
        for (var round = 0; isChanged && round < MaxRounds; round++)
        {
            isChanged = false;
            for (var i = 0; i < chosen.Length; i++)
            {
                var best = Enumerable.Range(0, sets.Count).MinBy(k => costs[i][k] + Seam(i, k));
                (isChanged, chosen[i]) = (isChanged || best != chosen[i], best);
            }
        }

        return chosen;

        double Seam(int block, int set)
        {
            var sum = 0.0;
            foreach (var (neighbor, shared) in _neighbors[block])
            {
                var differences = seams[set][chosen[neighbor]];
                foreach (var (bin, count) in shared)
                {
                    sum += count * differences[bin];
                }
            }

            return sum;
        }
    }

    /// <summary>Returns how different each color looks in each pair of sets: the squared distance of the mixtures, plus
    /// the difference of their coarseness.</summary>
    private float[][][] Differences(IReadOnlyList<int[]> sets)
    {
        var mixtures = sets.Select(set => _colors.Select(color => _choice.Mixture(color, set)).ToArray()).ToArray();
        return [.. mixtures.Select(one => mixtures.Select(other => one.Zip(other, (p, q) =>
            Lab.Squared(p.Color, q.Color) + Math.Abs(p.Coarseness - q.Coarseness)).ToArray()).ToArray())];
    }

    /// <summary>Counts the cells of a block by bin. The first color of a bin stands for it.</summary>
    private static Dictionary<int, int> Count(
        Lab[] block, Dictionary<(int L, int A, int B), int> bins, List<Lab> colors)
    {
        var counts = new Dictionary<int, int>();
        foreach (var cell in block)
        {
            var key = cell.Bin(BinSide);
            if (!bins.TryGetValue(key, out var bin))
            {
                bins[key] = bin = colors.Count;
                colors.Add(cell);
            }

            counts[bin] = counts.GetValueOrDefault(bin) + 1;
        }

        return counts;
    }
}
