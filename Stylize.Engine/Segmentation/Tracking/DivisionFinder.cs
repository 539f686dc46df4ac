namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>Finds divisions: two similar regions, together as large as the mother, on both sides of its position.</summary>
internal static class DivisionFinder
{
    /// <summary>Maximum area of a daughter as a fraction of the mother's area.</summary>
    private const double MaxDaughter = .85;

    /// <summary>Minimum ratio of the daughters' areas.</summary>
    private const double MinAreaRatio = .5;

    /// <summary>Maximum distance of the daughters' midpoint from the mother, in radii of the mother.</summary>
    private const double MaxMidpointDistance = .8;

    /// <summary>Maximum distance of a daughter from the mother, in radii of the mother.</summary>
    private const double MaxDaughterDistance = 2.5;

    /// <summary>Returns divisions with distinct mothers and daughters, the most likely ones first.</summary>
    /// <param name="owner">The track to which each region of the last frame was assigned, or null.</param>
    public static List<(LinkedTrack Mother, int One, int Other)> Find(
        List<LinkedTrack> active, LinkedTrack?[] owner, List<TrackFrame> frames, Func<LinkedTrack, Position> expected)
    {
        var (frame, now) = (frames[^1], frames.Count - 1);
        var found = new List<(double Score, LinkedTrack Mother, int One, int Other)>();
        foreach (var mother in active.Where(t => t.LastFrame == now - 1))
        {
            var area = frames[now - 1].Areas[mother.Points[^1].Region];
            var radius = frame.IsStack ? Math.Cbrt(.75 / Math.PI * area) : Math.Sqrt(area / Math.PI);
            var at = expected(mother);
            if (area > 1.4 * UsualArea(mother, frames))
            {
                // Two cells that touched temporarily.
                continue;
            }

            var near = Enumerable.Range(0, frame.Count)
                .Where(r => (owner[r] is null || owner[r] == mother) && frame.Areas[r] <= MaxDaughter * area
                    && (frame.At[r] - at).Squared <= Math.Pow(MaxDaughterDistance * radius, 2))
                .ToList();
            for (var i = 0; i < near.Count; i++)
            {
                for (var j = i + 1; j < near.Count; j++)
                {
                    var (one, other) = (near[i], near[j]);
                    var (a, b) = (frame.Areas[one], frame.Areas[other]);
                    var middle = Math.Sqrt(((.5 * (frame.At[one] + frame.At[other])) - at).Squared) / radius;
                    var isLinkedElsewhere = owner.Contains(mother) && owner[one] != mother && owner[other] != mother;
                    if (middle <= MaxMidpointDistance && Math.Min(a, b) >= MinAreaRatio * Math.Max(a, b)
                        && a + b >= .6 * area && a + b <= 1.7 * area && !isLinkedElsewhere)
                    {
                        found.Add((middle + Math.Abs(Math.Log(a / b)), mother, one, other));
                    }
                }
            }
        }

        var (mothers, daughters) = (new HashSet<LinkedTrack>(), new HashSet<int>());
        var divisions = new List<(LinkedTrack, int, int)>();
        foreach (var (_, mother, one, other) in found.OrderBy(f => f.Score))
        {
            if (!mothers.Contains(mother) && !daughters.Contains(one) && !daughters.Contains(other))
            {
                mothers.Add(mother);
                daughters.Add(one);
                daughters.Add(other);
                divisions.Add((mother, one, other));
            }
        }

        return divisions;
    }

    private static double UsualArea(LinkedTrack track, List<TrackFrame> frames)
    {
        double[] areas = [.. track.Points.TakeLast(7).Select(p => frames[p.Frame].Areas[p.Region]).Order()];
        return areas[areas.Length / 2];
    }
}
