namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>
/// Links regions through time, frame by frame. Tracks are assigned to the regions of a frame with the minimum total
/// cost; leaving a track unassigned costs as much as the worst allowed link.
/// </summary>
/// <param name="times">The timepoint of each frame, in usual intervals.</param>
/// <param name="gap">Maximum number of consecutive timepoints at which a cell may be missing.</param>
internal sealed class TrackLinker(IReadOnlyList<int> times, TrackMethod method, double distance, int gap)
{
    /// <summary>Additional cost of a link to a cell that was missing, per timepoint.</summary>
    private const double GapCost = .05;

    /// <summary>Weight of the newest displacement in the velocity.</summary>
    private const double Inertia = .5;

    private readonly List<LinkedTrack> _tracks = [];
    private readonly List<TrackFrame> _frames = [];

    /// <summary>Links all frames, and returns the tracks in the order of their first frame.</summary>
    /// <param name="findsDivisions">True to end the track of a cell that divides.</param>
    public static List<LinkedTrack> Link(
        IReadOnlyList<TrackFrame> frames, IReadOnlyList<int> times, TrackMethod method, double distance, int gap,
        bool findsDivisions, CancellationToken cancellation)
    {
        var linker = new TrackLinker(times, method, distance, gap);
        foreach (var frame in frames)
        {
            cancellation.ThrowIfCancellationRequested();
            linker.Add(frame);
        }

        DivisionFinder.Rejoin(linker._tracks, frames);
        return findsDivisions ? DivisionFinder.Apply(linker._tracks, frames) : linker._tracks;
    }

    private void Add(TrackFrame frame)
    {
        var now = _frames.Count;
        _frames.Add(frame);
        var active = _tracks.Where(t => Steps(t, now) - 1 <= gap).ToList();
        var (columns, drift) = (Assign(active, frame, default), default(Position));
        if (method == TrackMethod.Motion)
        {
            // Unexpected motion that all cells share is motion of the stage.
            drift = CommonMotion(active, columns, frame);
            columns = Assign(active, frame, drift);
        }

        var owner = new LinkedTrack?[frame.Count];
        foreach (var (index, track) in active.Index())
        {
            if (columns[index] >= 0)
            {
                owner[columns[index]] = track;
            }
        }

        for (var region = 0; region < frame.Count; region++)
        {
            var track = owner[region] ??= New();
            if (track.Points.Count > 0)
            {
                track.Velocity = (Inertia * track.Velocity)
                    + ((1 - Inertia) / Steps(track, now) * (frame.At[region] - Last(track)));
            }

            track.Points.Add((now, region));
        }
    }

    /// <summary>Returns the timepoints from the last frame of a track to another frame.</summary>
    private int Steps(LinkedTrack track, int frame) => times[frame] - times[track.LastFrame];

    private LinkedTrack New()
    {
        var track = new LinkedTrack();
        _tracks.Add(track);
        return track;
    }

    /// <summary>Returns the region of each track, or -1.</summary>
    private int[] Assign(List<LinkedTrack> active, TrackFrame frame, Position drift)
    {
        var now = _frames.Count - 1;
        var grid = new PointGrid(frame.At, distance);
        var overlaps = method == TrackMethod.Overlap
            ? active.Select(t => t.LastFrame).Distinct()
                .ToDictionary(f => f, f => RegionOverlap.Count(_frames[f], frame))
            : [];
        // Columns are the regions, followed by one column per track that stands for no region.
        var assignment = new Assignment(active.Count, frame.Count + active.Count);
        foreach (var (index, track) in active.Index())
        {
            var expected = Expected(track, now, drift);
            var extra = GapCost * (Steps(track, now) - 1);
            foreach (var region in grid.Near(expected))
            {
                var cost = extra + Cost(track, frame, region, expected, overlaps);
                if (cost < 1)
                {
                    assignment.Allow(index, region, cost);
                }
            }

            assignment.Allow(index, frame.Count + index, 1);
        }

        return [.. assignment.Solve().Select(column => column < frame.Count ? column : -1)];
    }

    /// <summary>Returns the cost of a link: 0 for a perfect one, 1 or more for one that is not allowed.</summary>
    private double Cost(
        LinkedTrack track, TrackFrame frame, int region, Position expected,
        Dictionary<int, Dictionary<(int Before, int After), long>> overlaps)
    {
        var (last, before) = track.Points[^1];
        var area = _frames[last].Areas[before];
        if (method == TrackMethod.Overlap)
        {
            var shared = overlaps[last].GetValueOrDefault((before, region));
            return shared == 0 ? 1 : 1 - (shared / (area + frame.Areas[region] - shared));
        }

        var squared = (frame.At[region] - expected).Squared / (distance * distance);
        if (method == TrackMethod.Nearest) return squared;

        var growth = PortableMath.Log(frame.Areas[region] / area);
        return squared > 1 ? 1 : squared + (.1 * Math.Min(growth * growth, 4));
    }

    private Position Expected(LinkedTrack track, int now, Position drift) => method == TrackMethod.Motion
        ? Last(track) + (Steps(track, now) * track.Velocity) + drift
        : Last(track);

    private Position Last(LinkedTrack track)
    {
        var (frame, region) = track.Points[^1];
        return _frames[frame].At[region];
    }

    /// <summary>Returns the median of the linked cells' unexpected displacement; zero for few cells.</summary>
    private Position CommonMotion(List<LinkedTrack> active, int[] columns, TrackFrame frame)
    {
        const int few = 5;
        Position[] moves =
        [
            .. active.Index().Where(t => columns[t.Index] >= 0)
                .Select(t => frame.At[columns[t.Index]] - Expected(t.Item, _frames.Count - 1, default)),
        ];
        double Median(Func<Position, double> axis) => Sample.Median([.. moves.Select(axis)]);
        return moves.Length < few ? default : new(Median(m => m.X), Median(m => m.Y), Median(m => m.Z));
    }
}

/// <summary>The method of linking cells through time, with the minimum total cost over all cells.</summary>
internal enum TrackMethod
{
    /// <summary>No tracking.</summary>
    None,

    /// <summary>By intersection over union, for cells that move by less than their size.</summary>
    Overlap,

    /// <summary>By the distance of the centroids.</summary>
    Nearest,

    /// <summary>By the distance from the predicted position and by the change of area.</summary>
    Motion,
}
