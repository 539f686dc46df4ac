namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Region adjacency graph of the pieces of objects while they are merged.</summary>
internal sealed class RegionAdjacencyGraph
{
    private readonly double[] _areas;
    private readonly float[] _peaks;
    private readonly int[] _owners;
    private readonly int[] _versions;
    private readonly SortedDictionary<int, (double Sides, double Signal)>?[] _borders;

    /// <param name="labels">Labels of pixels or voxels, 0 for background.</param>
    /// <param name="height">Rows of a plane.</param>
    /// <param name="depth">Distance of planes in pixels, the area of the sides of voxels within a plane; 1 for one plane.</param>
    public RegionAdjacencyGraph(ReadOnlySpan<int> labels, int count, ReadOnlySpan<float> values, int width, int height, double depth = 1)
    {
        _areas = new double[count + 1];
        _peaks = new float[count + 1];
        _owners = DisjointSets.Singletons(count + 1);
        _versions = new int[count + 1];
        _borders = new SortedDictionary<int, (double, double)>?[count + 1];
        var y = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var isEnd = (i + 1) % width == 0;
            if (labels[i] is not 0 and var label)
            {
                _areas[label]++;
                _peaks[label] = Math.Max(_peaks[label], values[i]);
                if (!isEnd) Meet(labels, values, i, i + 1, depth);
                if (y < height - 1) Meet(labels, values, i, i + width, depth);
                if (i + (width * height) < labels.Length) Meet(labels, values, i, i + (width * height), 1);
            }

            y = !isEnd ? y : y < height - 1 ? y + 1 : 0;
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
    public (double Border, double Valley, double Area, double Smaller) Pair(int a, int b)
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

    private void Meet(ReadOnlySpan<int> labels, ReadOnlySpan<float> values, int one, int other, double sides)
    {
        if (labels[other] != labels[one] && labels[other] != 0)
        {
            Border(labels[one], labels[other], sides, sides * Math.Min(values[one], values[other]));
        }
    }

    private void Border(int a, int b, double sides, double signal)
    {
        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[(a, b), (b, a)])
        {
            var borders = _borders[from] ??= [];
            borders.TryGetValue(to, out var border);
            borders[to] = (border.Sides + sides, border.Signal + signal);
        }
    }
}
