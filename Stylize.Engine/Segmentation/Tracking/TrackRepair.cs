namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>Mends what only later frames show: a cell that was cut in two for a moment has not divided.</summary>
internal static class TrackRepair
{
    /// <summary>Frames after which two halves that live on are daughters.</summary>
    private const int Moment = 2;

    /// <summary>Joins the mother with the daughter that takes her place again where the other one soon ends.</summary>
    /// <param name="tracks">All tracks, in the order in which they begin.</param>
    /// <returns>The tracks that are left, in the same order.</returns>
    public static List<LinkedTrack> Apply(List<LinkedTrack> tracks, IReadOnlyList<TrackFrame> frames)
    {
        var joined = new HashSet<LinkedTrack>();
        foreach (var daughters in tracks.Where(t => t.Parent is not null).GroupBy(t => t.Parent!).Select(g => g.ToArray()).ToList())
        {
            var mother = daughters[0].Parent!;
            var (shorter, longer) = daughters[0].LastFrame <= daughters[1].LastFrame
                ? (daughters[0], daughters[1])
                : (daughters[1], daughters[0]);
            var after = longer.Points.FindIndex(p => p.Frame > shorter.LastFrame);
            if (shorter.Points.Count > Moment || shorter.IsDivided || after < 0)
            {
                continue;
            }

            var area = frames[mother.LastFrame].Areas[mother.Points[^1].Region];
            var (frame, region) = longer.Points[after];
            if (frames[frame].Areas[region] >= .85 * area)
            {
                mother.Points.AddRange(longer.Points);
                mother.IsDivided = longer.IsDivided;
                shorter.Parent = null;
                joined.Add(longer);
                foreach (var child in tracks.Where(t => t.Parent == longer))
                {
                    child.Parent = mother;
                }
            }
        }

        return [.. tracks.Where(t => !joined.Contains(t))];
    }
}
