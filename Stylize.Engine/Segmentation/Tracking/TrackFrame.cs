namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>The regions of one timepoint.</summary>
/// <param name="X">Columns of the centroids, in pixels, aligned over time.</param>
internal sealed record TrackFrame(double[] X, double[] Y, double[] Areas)
{
    /// <summary>The pixels of the regions, for linking by overlap; otherwise null.</summary>
    public LabeledRuns? Labels { get; init; }

    public int OffsetX { get; init; }
    public int OffsetY { get; init; }
    public int Count => X.Length;
}

internal sealed class LinkedTrack
{
    /// <summary>The frames in which the cell was found, in order, and its region there.</summary>
    public List<(int Frame, int Region)> Points { get; } = [];

    /// <summary>The track that divided into this one and another, or null.</summary>
    public LinkedTrack? Parent { get; set; }

    public bool IsDivided { get; set; }

    /// <summary>Displacement per frame, to the right and downward.</summary>
    public (double X, double Y) Velocity { get; set; }

    public int LastFrame => Points[^1].Frame;
}

/// <summary>A spatial hash of points, with square bins as wide as the search distance.</summary>
internal sealed class PointGrid(double[] x, double[] y, double distance)
{
    private readonly ILookup<(int X, int Y), int> _cells =
        Enumerable.Range(0, x.Length).ToLookup(point => Cell(x[point], y[point], distance));

    public IEnumerable<int> Near(double nearX, double nearY)
    {
        var (cellX, cellY) = Cell(nearX, nearY, distance);
        for (var row = cellY - 1; row <= cellY + 1; row++)
        {
            for (var column = cellX - 1; column <= cellX + 1; column++)
            {
                foreach (var point in _cells[(column, row)])
                {
                    var (dx, dy) = (x[point] - nearX, y[point] - nearY);
                    if ((dx * dx) + (dy * dy) <= distance * distance)
                    {
                        yield return point;
                    }
                }
            }
        }
    }

    private static (int X, int Y) Cell(double x, double y, double distance) =>
        ((int)Math.Floor(x / distance), (int)Math.Floor(y / distance));
}

internal static class RegionOverlap
{
    public static Dictionary<(int Before, int After), long> Count(TrackFrame before, TrackFrame after)
    {
        var shared = new Dictionary<(int, int), long>();
        var (one, other) = (before.Labels!, after.Labels!);
        var (dx, dy) = (after.OffsetX - before.OffsetX, after.OffsetY - before.OffsetY);
        for (var y = Math.Max(0, -dy); y < one.Runs.Height && y + dy < other.Runs.Height; y++)
        {
            var (a, aEnd) = (one.Runs.RowOffset(y), one.Runs.RowOffset(y + 1));
            var (b, bEnd) = (other.Runs.RowOffset(y + dy), other.Runs.RowOffset(y + dy + 1));
            while (a < aEnd && b < bEnd)
            {
                var (endA, endB) = (one.Runs.Ends[a] + dx, other.Runs.Ends[b]);
                var length = Math.Min(endA, endB) - Math.Max(one.Runs.Starts[a] + dx, other.Runs.Starts[b]);
                if (length > 0 && one.Labels[a] > 0 && other.Labels[b] > 0)
                {
                    var pair = (one.Labels[a] - 1, other.Labels[b] - 1);
                    shared[pair] = shared.GetValueOrDefault(pair) + length;
                }

                if (endA <= endB)
                {
                    a++;
                }
                else
                {
                    b++;
                }
            }
        }

        return shared;
    }
}
