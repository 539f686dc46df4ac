namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The connected regions of a label map, as runs of pixels in rows; see
/// <see cref="LabelMap.FallingIsConnected"/> for diagonal neighbors. Regions are numbered in the order of their first
/// pixels.</summary>
internal sealed class LabelRegions
{
    /// <summary>Squared difference of each color from nothing, above those of colors.</summary>
    private const double FromNothing = 1e9;

    private readonly LabelMap _map;

    // The first run of each row, and the number of runs; then start, end, label and region of each run.
    private readonly int[] _rows;
    private int[] _starts = [], _ends = [], _runs = [];
    private byte[] _runLabels = [];
    private int[] _areas = [], _targets = [];
    private byte[] _labels = [];
    private int _count;

    public LabelRegions(LabelMap map)
    {
        _map = map;
        _rows = new int[map.Height + 1];
        Find();
    }

    public int Count => _count;

    public byte LabelOf(int region) => _labels[region];

    /// <summary>Calls an action with the start, the end and the region of each run of a row.</summary>
    public void ForEachRun(int y, Action<int, int, int> action)
    {
        for (var run = _rows[y]; run < _rows[y + 1]; run++)
        {
            action(_starts[run], _ends[run], _runs[run]);
        }
    }

    public int RegionAt(int x, int y)
    {
        var run = _starts.AsSpan(_rows[y].._rows[y + 1]).BinarySearch(x);
        return _runs[_rows[y] + (run >= 0 ? run : ~run - 1)];
    }

    /// <summary>Returns for each label the sum of the areas of the boxes around its regions, in pixels.</summary>
    public long[] Extents()
    {
        var boxes = new (int Left, int Top, int Right, int Bottom)[_count];
        Array.Fill(boxes, (int.MaxValue, int.MaxValue, 0, 0));
        for (var y = 0; y < _map.Height; y++)
        {
            for (var run = _rows[y]; run < _rows[y + 1]; run++)
            {
                ref var box = ref boxes[_runs[run]];
                box = (Math.Min(box.Left, _starts[run]), Math.Min(box.Top, y), Math.Max(box.Right, _ends[run]), y + 1);
            }
        }

        var extents = new long[LabelMap.Outside];
        for (var region = 0; region < _count; region++)
        {
            var (left, top, right, bottom) = boxes[region];
            extents[_labels[region]] += (long)(right - left) * (bottom - top);
        }

        return extents;
    }

    /// <summary>Merges regions smaller than an area into the neighbor with the most similar color. Smaller regions go
    /// first. Between similar colors, the area is up to 4 times as large. A region goes into nothing only if it has no
    /// other neighbor, and nothing goes into no region.</summary>
    /// <param name="colors">The colors of the labels.</param>
    /// <returns>The regions that remain.</returns>
    public static LabelRegions MergeSpecks(LabelMap map, Lab[] colors, int minArea, CancellationToken cancellation)
    {
        const int Rounds = 12;
        var regions = new LabelRegions(map);
        for (var round = 0; round < Rounds && minArea > 1; round++)
        {
            cancellation.ThrowIfCancellationRequested();

            // Early rounds take only the smallest, whose neighbors may then be large enough.
            var limit = Math.Min(minArea, 2 << Math.Min(round, 28));
            if (regions.MergeOnce(colors, limit))
            {
                regions.Find();
            }
            else if (limit == minArea)
            {
                break;
            }
        }

        return regions;
    }

    private void Find()
    {
        for (var y = 0; y < _map.Height; y++)
        {
            _rows[y + 1] = _rows[y];
            var row = _map.Row(y);
            for (var x = 0; x < row.Length; x = EndOf(row, x))
            {
                _rows[y + 1]++;
            }
        }

        var runs = _rows[^1];
        if (_runs.Length < runs)
        {
            (_starts, _ends, _runs, _runLabels) = (new int[runs], new int[runs], new int[runs], new byte[runs]);
        }

        for (var y = 0; y < _map.Height; y++)
        {
            var row = _map.Row(y);
            for (var (x, run) = (0, _rows[y]); x < row.Length; x = _ends[run++])
            {
                (_starts[run], _ends[run], _runLabels[run]) = (x, EndOf(row, x), row[x]);
            }
        }

        _count = new ImageRuns<byte>(_rows, _starts.AsSpan(0, runs), _ends.AsSpan(0, runs), _runLabels.AsSpan(0, runs))
            .Label(connectivity: 8, _map.FallingIsConnected, first: 0, _runs, CancellationToken.None);
        if (_areas.Length < _count)
        {
            (_areas, _targets, _labels) = (new int[_count], new int[_count], new byte[_count]);
        }

        _areas.AsSpan(0, _count).Clear();
        for (var run = 0; run < runs; run++)
        {
            _areas[_runs[run]] += _ends[run] - _starts[run];
            _labels[_runs[run]] = _runLabels[run];
        }

        static int EndOf(ReadOnlySpan<byte> row, int x)
        {
            var length = row[x..].IndexOfAnyExcept(row[x]);
            return length < 0 ? row.Length : x + length;
        }
    }

    private bool MergeOnce(Lab[] colors, int minArea)
    {
        var best = new double[_count];
        Array.Fill(best, double.MaxValue);
        _targets.AsSpan(0, _count).Fill(-1);
        var isMerged = false;
        ForEachBorder((a, b) =>
        {
            Consider(a, b);
            Consider(b, a);
        });
        if (isMerged)
        {
            Relabel();
        }

        return isMerged;

        void Consider(int small, int other)
        {
            // A region only goes into one that does not go into it.
            var maxArea = minArea * ColorContrast.Max;
            if (_areas[small] >= maxArea || _labels[small] == LabelMap.Nothing || _areas[other] < _areas[small]
                || (_areas[other] == _areas[small] && other > small)) return;

            var difference = _labels[other] == LabelMap.Nothing ? FromNothing
                : Lab.SquaredExactly(colors[_labels[small]], colors[_labels[other]]);
            if (_areas[small] >= minArea * ColorContrast.AreaFactor(difference) || difference >= best[small]) return;

            (best[small], _targets[small], isMerged) = (difference, other, true);
        }
    }

    /// <summary>Calls an action with the regions at both sides of each border.</summary>
    private void ForEachBorder(Action<int, int> action)
    {
        for (var y = 0; y < _map.Height; y++)
        {
            var upper = y > 0 ? _rows[y - 1] : 0;
            for (var run = _rows[y]; run < _rows[y + 1]; run++)
            {
                var (region, start, end) = (_runs[run], _starts[run], _ends[run]);
                if (start > 0 && _runs[run - 1] != region)
                {
                    action(_runs[run - 1], region);
                }

                if (y == 0) continue;

                for (; upper < _rows[y] && _starts[upper] < end; upper++)
                {
                    if (_runs[upper] != region)
                    {
                        action(_runs[upper], region);
                    }

                    if (_ends[upper] > end) break;
                }
            }
        }
    }

    /// <summary>Gives each region the label of its target, or of the last target of a chain.</summary>
    private void Relabel()
    {
        var targets = _targets;
        for (var y = 0; y < _map.Height; y++)
        {
            var row = _map.Row(y);
            for (var run = _rows[y]; run < _rows[y + 1]; run++)
            {
                var region = _runs[run];
                if (targets[region] < 0) continue;

                var last = region;
                while (targets[last] >= 0)
                {
                    last = targets[last];
                }

                row[_starts[run].._ends[run]].Fill(_labels[last]);

                // Shortens the chain.
                while (targets[region] != last)
                {
                    (region, targets[region]) = (targets[region], last);
                }
            }
        }
    }
}
