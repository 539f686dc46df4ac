namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Labels the ring around each region. A pixel belongs to the nearest region, by the Euclidean distance of pixel
/// centers, so that rings do not overlap; of regions at the same distance, to the one above, then to the left. Pixels
/// of regions, kept or dropped, are in no ring.
/// </summary>
internal static class RingLabeler
{
    private const int MinBandRows = 64;

    /// <summary>Returns the runs of the rings with the labels of their regions. The caller disposes them.</summary>
    /// <param name="radii">In pixels.</param>
    /// <param name="maxThreads">Maximum number of threads. It does not affect the result.</param>
    public static LabeledRuns Label(
        LabeledRuns regions, RingRadii radii, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var (width, height) = (regions.Runs.Width, regions.Runs.Height);
        var extents = new RingExtents(radii);
        var rows = Math.Max(MinBandRows, extents.Reach);
        var bands = new List<RingRun>[(height + rows - 1) / rows];
        RowBands.ForEach(
            height, maxThreads, cancellation,
            (band, top, end) => bands[band] = new RingBand(regions, extents, top, end).Runs(), rows);

        var runs = new RunTable(width, height, joinsTouching: false);
        var labels = new int[bands.Sum(b => b.Count)];
        var row = -1;
        foreach (var run in bands.SelectMany(b => b))
        {
            while (row < run.Row)
            {
                runs.BeginRow();
                row++;
            }

            labels[runs.Count] = run.Label;
            runs.Add(run.Start, run.End);
        }

        for (; row < height - 1; row++)
        {
            runs.BeginRow();
        }

        return new LabeledRuns(runs, labels, regions.Count);
    }
}

internal readonly record struct RingRun(int Row, int Start, int End, int Label);

/// <summary>Half the widths of a ring at each vertical distance.</summary>
internal sealed class RingExtents
{
    private readonly int[] _inner;
    private readonly int[] _outer;

    public RingExtents(RingRadii radii)
    {
        Reach = (int)radii.Outer;
        _inner = [.. Enumerable.Range(0, Reach + 1).Select(y => Half(radii.Inner, y))];
        _outer = [.. Enumerable.Range(0, Reach + 1).Select(y => Half(radii.Outer, y))];
    }

    /// <summary>Maximum vertical distance.</summary>
    public int Reach { get; }

    /// <summary>Maximum horizontal distance within the inner radius; -1 beyond it.</summary>
    public int Inner(int distance) => _inner[distance];

    /// <summary>Maximum horizontal distance within the outer radius.</summary>
    public int Outer(int distance) => _outer[distance];

    private static int Half(double radius, int y) =>
        radius < y ? -1 : (int)Math.Sqrt((radius * radius) - ((double)y * y));
}

/// <summary>
/// The rings in some rows of an image. Each column has its nearest region above or below, and the lower envelope of the
/// parabolas of these distances has the nearest region of each pixel of a row (Meijster, Roerdink and Hesselink 2000).
/// </summary>
internal sealed class RingBand(LabeledRuns regions, RingExtents extents, int top, int end)
{
    private readonly int _width = regions.Runs.Width;
    private readonly int[] _distances = new int[regions.Runs.Width * (end - top)];
    private readonly int[] _labels = new int[regions.Runs.Width * (end - top)];
    private readonly int[] _sites = new int[regions.Runs.Width];
    private readonly int[] _starts = new int[regions.Runs.Width];
    private readonly List<RingRun> _runs = [];

    public List<RingRun> Runs()
    {
        Array.Fill(_distances, extents.Reach + 1);
        Scan(Math.Max(top - extents.Reach, 0), end, 1);
        Scan(Math.Min(end + extents.Reach, regions.Runs.Height) - 1, top - 1, -1);
        for (var y = top; y < end; y++)
        {
            Row(y);
        }

        return _runs;
    }

    /// <summary>Visits rows in one direction, and records the distance to the last region seen in each column if it is
    /// smaller.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Scan(int first, int last, int step)
    {
        var (rows, names) = (new int[_width], new int[_width]);
        Array.Fill(rows, int.MinValue / 2);
        for (var y = first; y != last; y += step)
        {
            var runEnd = regions.Runs.RowOffset(y + 1);
            for (var run = regions.Runs.RowOffset(y); run < runEnd; run++)
            {
                if (regions.Labels[run] is not 0 and var label)
                {
                    var (from, length) = (regions.Runs.Starts[run], regions.Runs.Ends[run] - regions.Runs.Starts[run]);
                    rows.AsSpan(from, length).Fill(y);
                    names.AsSpan(from, length).Fill(label);
                }
            }

            if (y < top || y >= end) continue;

            var distances = _distances.AsSpan((y - top) * _width, _width);
            var labels = _labels.AsSpan((y - top) * _width, _width);
            for (var x = 0; x < distances.Length; x++)
            {
                var distance = (y - rows[x]) * step;
                if (rows[x] >= 0 && distance < distances[x])
                {
                    (distances[x], labels[x]) = (distance, names[x]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(int y)
    {
        var distances = _distances.AsSpan((y - top) * _width, _width);
        var labels = _labels.AsSpan((y - top) * _width, _width);
        var count = Envelope(distances);
        var dropped = regions.Runs.RowOffset(y);
        for (var site = 0; site < count; site++)
        {
            var x = _sites[site];
            var (from, to) = (_starts[site], site + 1 < count ? _starts[site + 1] : _width);
            var (inner, outer) = (extents.Inner(distances[x]), extents.Outer(distances[x]));
            if (inner < 0)
            {
                Add(y, Math.Max(from, x - outer), Math.Min(to, x + outer + 1), labels[x], ref dropped);
                continue;
            }

            Add(y, Math.Max(from, x - outer), Math.Min(to, x - inner), labels[x], ref dropped);
            Add(y, Math.Max(from, x + inner + 1), Math.Min(to, x + outer + 1), labels[x], ref dropped);
        }
    }

    /// <summary>Finds the columns whose regions are the nearest ones of some pixel of a row, and returns their
    /// number.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Envelope(ReadOnlySpan<int> distances)
    {
        var count = 0;
        for (var x = 0; x < distances.Length; x++)
        {
            if (distances[x] > extents.Reach) continue;

            var start = 0L;
            for (; count > 0; count--)
            {
                // The first pixel that is nearer to the region of this column.
                var site = _sites[count - 1];
                var (near, far) = ((long)distances[x], (long)distances[site]);
                var numerator = ((long)x * x) - ((long)site * site) + (near * near) - (far * far);
                start = Math.Max((long)Math.Floor(numerator / (2.0 * (x - site))) + 1, 0);
                if (start > _starts[count - 1]) break;

                start = 0;
            }

            if (start < distances.Length)
            {
                (_sites[count], _starts[count]) = (x, (int)start);
                count++;
            }
        }

        return count;
    }

    private void Add(int y, int from, int to, int label, ref int dropped)
    {
        var runEnd = regions.Runs.RowOffset(y + 1);
        while (from < to)
        {
            while (dropped < runEnd && (regions.Labels[dropped] != 0 || regions.Runs.Ends[dropped] <= from))
            {
                dropped++;
            }

            var free = dropped < runEnd ? Math.Min(to, regions.Runs.Starts[dropped]) : to;
            if (from < free)
            {
                if (_runs.Count > 0 && _runs[^1] is var last && last.Row == y && last.End == from
                    && last.Label == label)
                {
                    _runs[^1] = last with { End = free };
                }
                else
                {
                    _runs.Add(new RingRun(y, from, free, label));
                }
            }

            from = free < to ? Math.Min(regions.Runs.Ends[dropped], to) : to;
        }
    }
}
