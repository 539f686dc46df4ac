using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>A position or a displacement, in pixels.</summary>
internal readonly record struct Position(double X, double Y, double Z)
{
    public double Squared => (X * X) + (Y * Y) + (Z * Z);

    public static Position operator +(Position a, Position b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Position operator -(Position a, Position b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Position operator *(double factor, Position a) => new(factor * a.X, factor * a.Y, factor * a.Z);
}

/// <summary>The regions of one timepoint.</summary>
/// <param name="At">The centroids, aligned over time.</param>
/// <param name="Areas">Areas; volumes in a stack.</param>
internal sealed record TrackFrame(Position[] At, double[] Areas)
{
    /// <summary>The pixels of the regions, for linking by overlap; otherwise null.</summary>
    public LabeledRuns? Labels { get; init; }

    public int OffsetX { get; init; }
    public int OffsetY { get; init; }
    public int Count => At.Length;

    /// <summary>True for the regions of a stack.</summary>
    public bool IsStack { get; init; }

    /// <summary>Radius of a disc or ball with the median area, in pixels.</summary>
    public double UsualRadius =>
        IsStack ? PortableMath.Pow(.75 / Math.PI * Sample.Median(Areas), 1 / 3.0)
            : Math.Sqrt(Sample.Median(Areas) / Math.PI);
}

internal sealed class LinkedTrack
{
    /// <summary>The frames in which the cell was found, in order, and its region there.</summary>
    public List<(int Frame, int Region)> Points { get; } = [];

    /// <summary>The track that divided into this one and another, or null.</summary>
    public LinkedTrack? Parent { get; set; }

    /// <summary>Displacement per timepoint.</summary>
    public Position Velocity { get; set; }

    public int FirstFrame => Points[0].Frame;
    public int LastFrame => Points[^1].Frame;
}

/// <summary>A spatial hash of points, with square columns as wide as the search distance.</summary>
internal sealed class PointGrid(Position[] points, double distance)
{
    private readonly ILookup<(int X, int Y), int> _cells =
        Enumerable.Range(0, points.Length).ToLookup(point => Cell(points[point], distance));

    public IEnumerable<int> Near(Position near)
    {
        var (cellX, cellY) = Cell(near, distance);
        for (var row = cellY - 1; row <= cellY + 1; row++)
        {
            for (var column = cellX - 1; column <= cellX + 1; column++)
            {
                foreach (var point in _cells[(column, row)])
                {
                    if ((points[point] - near).Squared <= distance * distance) yield return point;
                }
            }
        }
    }

    private static (int X, int Y) Cell(Position at, double distance) =>
        ((int)Math.Floor(at.X / distance), (int)Math.Floor(at.Y / distance));
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
            // Rows of a plane do not overlap those of the next one.
            if (y / one.Height != (y + dy) / other.Height) continue;

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
