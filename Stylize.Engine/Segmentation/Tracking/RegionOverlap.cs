namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>Pixels that regions of two timepoints share.</summary>
internal static class RegionOverlap
{
    /// <summary>The number of shared pixels of each pair of regions that share any, by their indices.</summary>
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
