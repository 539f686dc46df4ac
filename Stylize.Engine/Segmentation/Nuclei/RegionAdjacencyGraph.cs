namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Region adjacency graph of the pieces of objects while they are merged.</summary>
internal sealed class RegionAdjacencyGraph
{
    private readonly double[] _areas;
    private readonly float[] _peaks;
    private readonly int[] _owners;
    private readonly int[] _versions;
    private readonly SortedDictionary<int, (int Sides, double Signal)>?[] _borders;

    /// <param name="labels">Labels of pixels, 0 for background.</param>
    public RegionAdjacencyGraph(ReadOnlySpan<int> labels, int count, Raster<float> signal)
    {
        _areas = new double[count + 1];
        _peaks = new float[count + 1];
        _owners = DisjointSets.Singletons(count + 1);
        _versions = new int[count + 1];
        _borders = new SortedDictionary<int, (int, double)>?[count + 1];
        var values = signal.Pixels;
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label == 0) continue;

            _areas[label]++;
            _peaks[label] = Math.Max(_peaks[label], values[i]);
            if ((i + 1) % signal.Width != 0 && labels[i + 1] != label && labels[i + 1] != 0)
            {
                Border(label, labels[i + 1], 1, Math.Min(values[i], values[i + 1]));
            }

            var below = i + signal.Width;
            if (below < labels.Length && labels[below] != label && labels[below] != 0)
            {
                Border(label, labels[below], 1, Math.Min(values[i], values[below]));
            }
        }
    }

    /// <summary>Number of times that a piece was merged with another; -1 if it was merged into another.</summary>
    public int Version(int piece) => _versions[piece];

    public List<(int A, int B)> Borders() =>
        [
            .. Enumerable.Range(1, _areas.Length - 1).Where(a => _borders[a] is not null)
                .SelectMany(a => _borders[a]!.Keys.Where(b => a < b).Select(b => (a, b))),
        ];

    /// <summary>
    /// Returns the pixel sides between two pieces, the valley there as a fraction of the lower peak, and sum and minimum of areas.
    /// </summary>
    public (int Border, double Valley, double Area, double Smaller) Pair(int a, int b)
    {
        var (sides, signal) = _borders[a]![b];
        var peak = Math.Min(_peaks[a], _peaks[b]);
        return (sides, peak > 0 ? 1 - (signal / sides / peak) : 0, _areas[a] + _areas[b], Math.Min(_areas[a], _areas[b]));
    }

    /// <summary>Merges a piece into another with a lower number, and returns the pieces that are now adjacent to it.</summary>
    public IReadOnlyCollection<int> Join(int to, int piece)
    {
        _areas[to] += _areas[piece];
        _peaks[to] = Math.Max(_peaks[to], _peaks[piece]);
        _owners[piece] = to;
        _versions[to]++;
        _versions[piece] = -1;
        foreach (var (other, (sides, signal)) in _borders[piece]!)
        {
            _borders[other]!.Remove(piece);
            if (other != to)
            {
                Border(to, other, sides, signal);
            }
        }

        _borders[piece] = null;
        return _borders[to]!.Keys;
    }

    /// <summary>Gives each pixel the number of its merged piece, starting at 1, and returns the highest number.</summary>
    public int Rename(Span<int> labels)
    {
        // Owner 0 is the background.
        var count = DisjointSets.Number(_owners, first: 0) - 1;
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = _owners[labels[i]];
        }

        return count;
    }

    private void Border(int a, int b, int sides, double signal)
    {
        foreach (var (from, to) in ((int, int)[])[(a, b), (b, a)])
        {
            var borders = _borders[from] ??= [];
            borders.TryGetValue(to, out var border);
            borders[to] = (border.Sides + sides, border.Signal + signal);
        }
    }
}
