namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Labels the ring around each region. A pixel belongs to the nearest region, by the Euclidean distance of pixel centers, so that rings do
/// not overlap; of regions at the same distance, to the one above, then to the left. Pixels of regions, kept or dropped, are in no ring.
/// </summary>
internal static class RingLabeler
{
    private const int MinBandRows = 64;

    /// <summary>Returns the runs of the rings with the labels of their regions. The caller disposes them.</summary>
    /// <param name="radii">In pixels.</param>
    /// <param name="maxThreads">Maximum number of threads. It does not affect the result.</param>
    public static LabeledRuns Label(LabeledRuns regions, RingRadii radii, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var (width, height) = (regions.Runs.Width, regions.Runs.Height);
        var extents = new RingExtents(radii);
        var rows = Math.Max(MinBandRows, extents.Reach);
        var bands = new List<RingRun>[(height + rows - 1) / rows];
        RowBands.ForEach(
            height, maxThreads, cancellation, (band, top, end) => bands[band] = new RingBand(regions, extents, top, end).Runs(), rows);

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

    private static int Half(double radius, int y) => radius < y ? -1 : (int)Math.Sqrt((radius * radius) - ((double)y * y));
}
