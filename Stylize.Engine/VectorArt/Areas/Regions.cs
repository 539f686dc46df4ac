namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The connected regions of a label map; see <see cref="LabelMap.FallingIsConnected"/> for diagonal neighbors.</summary>
internal sealed class Regions
{
    /// <summary>Gain of a pixel of common border when an area joins a neighbor, in squared units of color per pixel of the area.</summary>
    private const double BorderGain = 200;

    private readonly int[] _regions;
    private readonly List<int> _parents = [];

    /// <summary>Finds the regions.</summary>
    public Regions(LabelMap map)
    {
        var labels = map.Labels;
        var width = map.Width;
        _regions = new int[labels.Length];
        for (var at = 0; at < labels.Length; at++)
        {
            var region = -1;
            if (at % width > 0 && labels[at - 1] == labels[at])
            {
                region = _regions[at - 1];
            }

            if (at >= width && labels[at - width] == labels[at])
            {
                region = region < 0 ? _regions[at - width] : Join(region, _regions[at - width]);
            }

            // Diagonal neighbors, if their common neighbors have other labels.
            if (at >= width && labels[at - width] != labels[at])
            {
                var (x, y) = (at % width, at / width);
                if (x > 0 && labels[at - width - 1] == labels[at] && labels[at - 1] != labels[at] && map.FallingIsConnected(x, y))
                {
                    region = region < 0 ? _regions[at - width - 1] : Join(region, _regions[at - width - 1]);
                }

                if (x < width - 1 && labels[at - width + 1] == labels[at] && labels[at + 1] != labels[at]
                    && !map.FallingIsConnected(x + 1, y))
                {
                    region = region < 0 ? _regions[at - width + 1] : Join(region, _regions[at - width + 1]);
                }
            }

            if (region < 0)
            {
                region = _parents.Count;
                _parents.Add(region);
            }

            _regions[at] = region;
        }
    }

    /// <summary>Returns the region of a pixel.</summary>
    public int Of(int at) => Root(_regions[at]);

    /// <summary>Returns for each label the sum of the areas of the boxes around its regions, in pixels.</summary>
    public long[] Extents(LabelMap map)
    {
        var boxes = new (int Left, int Top, int Right, int Bottom, byte Label)[_parents.Count];
        Array.Fill(boxes, (int.MaxValue, int.MaxValue, -1, -1, LabelMap.Outside));
        var width = map.Width;
        for (var at = 0; at < _regions.Length; at++)
        {
            ref var box = ref boxes[Of(at)];
            var (x, y) = (at % width, at / width);
            box = (Math.Min(box.Left, x), Math.Min(box.Top, y), Math.Max(box.Right, x), Math.Max(box.Bottom, y), map.Labels[at]);
        }

        var extents = new long[LabelMap.Outside];
        foreach (var (left, top, right, bottom, label) in boxes)
        {
            if (label < LabelMap.Outside)
            {
                extents[label] += (right - left + 1L) * (bottom - top + 1);
            }
        }

        return extents;
    }

    /// <summary>Joins two regions.</summary>
    private int Join(int a, int b)
    {
        (a, b) = (Root(a), Root(b));
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        _parents[b] = a;
        return a;
    }

    /// <summary>Merges regions smaller than an area into a neighbor, preferring long borders and similar colors. Smaller regions go
    /// first. Between similar colors, the area is up to 4 times as large.</summary>
    /// <param name="colors">The colors of the labels; the label after them has none.</param>
    /// <param name="minArea">Area in pixels.</param>
    public static void MergeSpecks(LabelMap map, IReadOnlyList<Lab> colors, int minArea, CancellationToken cancellation)
    {
        const int Rounds = 12;
        for (var round = 0; round < Rounds && minArea > 1; round++)
        {
            cancellation.ThrowIfCancellationRequested();

            // Early rounds take only the smallest, whose neighbors may then be large enough.
            var limit = Math.Min(minArea, 2 << Math.Min(round, 28));
            if (!new Regions(map).MergeOnce(map, colors, limit) && limit == minArea) break;
        }
    }

    private bool MergeOnce(LabelMap map, IReadOnlyList<Lab> colors, int minArea)
    {
        var labels = map.Labels;
        var width = map.Width;
        var areas = new int[_parents.Count];
        var first = new int[_parents.Count];
        for (var at = labels.Length - 1; at >= 0; at--)
        {
            var region = _regions[at] = Root(_regions[at]);
            areas[region]++;
            first[region] = at;
        }

        var maxArea = minArea * ColorContrast.Max;
        var borders = new Dictionary<(int Small, int Other), int>();
        for (var at = 0; at < labels.Length; at++)
        {
            if (at % width < width - 1)
            {
                Count(_regions[at], _regions[at + 1]);
            }

            if (at + width < labels.Length)
            {
                Count(_regions[at], _regions[at + width]);
            }
        }

        var best = new Dictionary<int, (double Score, int Other)>();
        foreach (var ((small, other), length) in borders)
        {
            // A region only goes into one that does not go into it.
            if (areas[other] < areas[small] || (areas[other] == areas[small] && other > small && areas[other] < maxArea)) continue;

            var difference = Difference(labels[first[small]], labels[first[other]]);
            if (areas[small] >= minArea * ColorContrast.Leniency(difference)) continue;

            var score = (BorderGain * length / areas[small]) - difference;
            if (!best.TryGetValue(small, out var known) || score > known.Score || (score == known.Score && other < known.Other))
            {
                best[small] = (score, other);
            }
        }

        if (best.Count == 0) return false;

        // The label at the end of each chain.
        for (var at = 0; at < labels.Length; at++)
        {
            var region = _regions[at];
            if (!best.ContainsKey(region)) continue;

            while (best.TryGetValue(region, out var next))
            {
                region = next.Other;
            }

            labels[at] = labels[first[region]];
        }

        return true;

        void Count(int a, int b)
        {
            if (a == b) return;

            if (areas[a] < maxArea)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(borders, (a, b), out _)++;
            }

            if (areas[b] < maxArea)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(borders, (b, a), out _)++;
            }
        }

        double Difference(byte a, byte b) =>
            a < colors.Count && b < colors.Count ? ColorFinder.Squared(colors[a], colors[b]) : 10_000;
    }

    private int Root(int region)
    {
        while (_parents[region] != region)
        {
            region = _parents[region] = _parents[_parents[region]];
        }

        return region;
    }
}
