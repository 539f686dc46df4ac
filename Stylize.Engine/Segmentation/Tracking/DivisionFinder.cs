namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>
/// Finds divisions in linked tracks: a track that begins next to another cell of about the same size, and both stay.
/// One of the daughters has continued the track of the mother, which is divided there. Limits were chosen on one film
/// (Fluo-N2DH-SIM+ 01).
/// </summary>
internal static class DivisionFinder
{
    /// <summary>
    /// Number of frames in which both daughters are found, or up to the end; a nucleus that is split for a moment has
    /// fewer.
    /// </summary>
    private const int Stay = 10;

    /// <summary>Maximum distance of the daughters when they are first seen, in radii of the median region.</summary>
    private const double MaxDistance = 2.8;

    /// <summary>Minimum ratio of the daughters' areas, as medians of the first frames.</summary>
    private const double MinAreaRatio = .6;

    private const int FirstFrames = 4;

    /// <summary>Divides the tracks of mothers, and sets the parents of their daughters.</summary>
    /// <returns>All tracks in the order of their first frame.</returns>
    public static List<LinkedTrack> Apply(List<LinkedTrack> tracks, IReadOnlyList<TrackFrame> frames)
    {
        var owners = new Dictionary<(int Frame, int Region), LinkedTrack>();
        foreach (var track in tracks)
        {
            track.Points.ForEach(point => owners[point] = track);
        }

        var found = tracks.Where(track => track.FirstFrame > 0 && Stays(track.Points))
            .SelectMany(track => Sisters(track).Select(sister => (Track: track, sister.Track, sister.Score)))
            .OrderBy(division => division.Score).ToList();
        var times = new HashSet<(LinkedTrack, int)>();
        var chosen = new List<(LinkedTrack Track, LinkedTrack Sister)>();
        foreach (var (track, sister, _) in found)
        {
            bool IsNew(LinkedTrack one) =>
                !times.Any(time => time.Item1 == one && Math.Abs(time.Item2 - track.FirstFrame) < Stay);
            if (!IsNew(track) || !IsNew(sister)) continue;

            times.UnionWith([(track, track.FirstFrame), (sister, track.FirstFrame)]);
            chosen.Add((track, sister));
        }

        // The last division of a track first, so that what remains of it is what comes before.
        List<LinkedTrack> all = [.. tracks];
        foreach (var (track, mother) in chosen.OrderByDescending(division => division.Track.FirstFrame))
        {
            var first = mother.Points.FindIndex(point => point.Frame >= track.FirstFrame);
            var rest = new LinkedTrack { Parent = mother };
            rest.Points.AddRange(mother.Points[first..]);
            mother.Points.RemoveRange(first, mother.Points.Count - first);
            all.Where(child => child.Parent == mother).ToList().ForEach(child => child.Parent = rest);
            rest.Parent = track.Parent = mother;
            all.Add(rest);
        }

        return [.. all.OrderBy(track => track.FirstFrame)];

        bool Stays(List<(int Frame, int Region)> points) =>
            points.Count >= Math.Min(Stay, frames.Count - points[0].Frame);

        IEnumerable<(LinkedTrack Track, double Score)> Sisters(LinkedTrack track)
        {
            var (now, region) = track.Points[0];
            var frame = frames[now];
            var radius = frame.UsualRadius;
            var area = Area(track.Points);
            for (var other = 0; other < frame.Count; other++)
            {
                var distance = Math.Sqrt((frame.At[other] - frame.At[region]).Squared) / radius;
                if (other == region || distance > MaxDistance || owners[(now, other)] is not { } sister
                    || sister.FirstFrame == now)
                {
                    continue;
                }

                var after = sister.Points[sister.Points.FindIndex(point => point.Frame == now)..];
                var ratio = Area(after) / area;
                if (Stays(after) && Math.Min(ratio, 1 / ratio) >= MinAreaRatio)
                {
                    yield return (sister, distance + Math.Abs(PortableMath.Log(ratio)));
                }
            }
        }

        double Area(List<(int Frame, int Region)> points) =>
            Sample.Median([.. points.Take(FirstFrames).Select(point => frames[point.Frame].Areas[point.Region])]);
    }

    /// <summary>
    /// Continues a cell that was split for a moment with the piece that became the whole one again, if the other piece
    /// has its track.
    /// </summary>
    public static void Rejoin(List<LinkedTrack> tracks, IReadOnlyList<TrackFrame> frames)
    {
        const int Moment = 2;
        const double MinWhole = .85;
        double Area((int Frame, int Region) point) => frames[point.Frame].Areas[point.Region];
        Position At((int Frame, int Region) point) => frames[point.Frame].At[point.Region];
        foreach (var piece in tracks.Where(track => track.FirstFrame > 0))
        {
            var (now, reach) = (piece.FirstFrame, MaxDistance * frames[piece.FirstFrame].UsualRadius);
            var cell =
                tracks.Find(track => track.LastFrame >= now && track.LastFrame < now + Moment && track.FirstFrame < now
                    && track.LastFrame < piece.LastFrame
                    && (At(track.Points.Find(point => point.Frame >= now)) - At(piece.Points[0])).Squared
                        <= reach * reach);
            if (cell is null) continue;

            var whole = piece.Points.FindIndex(point => point.Frame > cell.LastFrame);
            if (Area(piece.Points[whole]) < MinWhole * Area(cell.Points.FindLast(point => point.Frame < now))) continue;

            cell.Points.AddRange(piece.Points[whole..]);
            piece.Points.RemoveRange(whole, piece.Points.Count - whole);
        }
    }
}
