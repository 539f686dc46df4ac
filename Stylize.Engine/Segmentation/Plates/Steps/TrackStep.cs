using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Tracking;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Links the cells of a well through time.</summary>
internal sealed class TrackStep(PlateOptions options, OperationContext context)
{
    public static WellStep Step { get; } = new(
        "track", "link cells through time", WellParts.Labels | WellParts.Cells | WellParts.Shift, WellParts.Tracks)
    {
        IsRepeatable = true,
        Columns =
        [
            new("Track", "", "Number of the track in its well and channel; empty for cells without one"),
            new("Parent", "", "Track that divided into this one and another"),
        ],
        OfSeries = (well, options, context) => new TrackStep(options, context).Run(well),
    };

    /// <summary>Returns the well with the tracks of each segmented channel; without tracking none.</summary>
    private WellResult Run(WellResult well)
    {
        if (options.Track == TrackMethod.None) return well;

        var tracks = new Dictionary<string, WellTracks>();
        using var phase = context.Phases.Start("track");
        var timepoints = well.Timepoints.Select(t => t.Timepoint).ToList();
        var shifts = well.Timepoints.Select(t => t.Shift).ToList();
        string? first = null;
        foreach (var channel in well.Timepoints.SelectMany(t => t.Segmented).DistinctBy(c => c.Channel))
        {
            List<LabeledRuns?> labels = [.. well.Timepoints.Select(t => Labels(t, channel.Channel))];
            tracks[channel.Channel] = !channel.IsPart ? Link(labels, timepoints, shifts)
                : tracks[first!].OfParts([.. well.Timepoints.Select(t => Labels(t, first!))], labels, timepoints);
            first ??= channel.Channel;
        }

        ChannelTiles Tracked(ChannelTiles channel, int time) => channel with
        {
            Planes =
            [
                .. channel.Planes.Select(plane => plane with
                {
                    TrackOfRegion = tracks[channel.Channel].OfRegion[time],
                    IsTrackedAsBefore =
                        plane.TrackOfRegion?.SequenceEqual(tracks[channel.Channel].OfRegion[time]) == true,
                }),
            ],
            Parents = tracks[channel.Channel].Tracks.Where(track => track.Parent is not null)
                .ToDictionary(track => track.Number, track => track.Parent!.Value),
        };
        return well with
        {
            Timepoints =
            [
                .. well.Timepoints.Select((data, time) =>
                    data with { Channels = [.. data.Channels.Select(channel => Tracked(channel, time))] }),
            ],
            Tracks = tracks.ToDictionary(channel => channel.Key, channel => channel.Value.Tracks),
        };
    }

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be
    /// read.</summary>
    private static LabeledRuns? Labels(WellTimepoint data, string channel) =>
        data.Channels.FirstOrDefault(found => found.Channel == channel)?.Planes is [var plane, ..]
            ? plane.Stack ?? plane.Labels : null;

    /// <summary>Returns a well whose rows have tracks with these tracks.</summary>
    public static WellResult Restore(WellResult well) => well with
    {
        Tracks = well.Timepoints.SelectMany(data => data.Channels, (data, channel) => (data.Timepoint, channel))
            .GroupBy(of => of.channel.Channel).ToDictionary(
                of => of.Key, of => (IReadOnlyList<CellTrack>)
                [
                    .. of.SelectMany(at => at.channel.Planes, (at, plane) => (at, plane))
                        .SelectMany(at => at.plane.TrackOfRegion ?? [], (at, track) => (at.at, Track: track))
                        .Where(point => point.Track > 0).GroupBy(point => point.Track).OrderBy(track => track.Key)
                        .Select(track => new CellTrack(
                            track.Key, track.Select(point => point.at.channel.Parents!.GetValueOrDefault(track.Key))
                                .FirstOrDefault(parent => parent > 0) is > 0 and var parent ? parent : null,
                            track.First().at.Timepoint, track.Last().at.Timepoint, track.Count())),
                ]),
    };

    /// <summary>
    /// Returns timepoints as numbers of usual intervals since the first one. Images of some instruments are named by
    /// minutes; the lower quartile of the intervals ignores timepoints that the well lacks, and most images between.
    /// </summary>
    internal static int[] Steps(IReadOnlyList<int> timepoints)
    {
        int[] intervals = [.. timepoints.Zip(timepoints.Skip(1), (one, next) => next - one).Order()];
        var steps = new int[timepoints.Count];
        for (var i = 1; i < steps.Length; i++)
        {
            var usual = Math.Max(intervals[(intervals.Length - 1) / 4], 1);
            steps[i] = steps[i - 1]
                + Math.Max((int)Math.Round((double)(timepoints[i] - timepoints[i - 1]) / usual), 1);
        }

        return steps;
    }

    /// <summary>Links the regions of a channel through all timepoints.</summary>
    /// <param name="labels">The regions of the montage at each timepoint; null if the channel could not be
    /// segmented.</param>
    private WellTracks Link(List<LabeledRuns?> labels, List<int> timepoints, List<WellShift?> shifts)
    {
        var (frames, frameTimes, steps) = (new List<TrackFrame>(), new List<int>(), Steps(timepoints));
        var (x, y) = (0.0, 0.0);
        foreach (var (index, regions) in labels.Index())
        {
            if (shifts[index] is { IsApplied: true } shift)
            {
                (x, y) = (shift.X, shift.Y);
            }

            if (regions is not null)
            {
                frames.Add(Frame(regions, x, y));
                frameTimes.Add(index);
            }
        }

        var linked = TrackLinker.Link(
            frames, frameTimes.ConvertAll(index => steps[index]), options.Track, options.TrackDistance,
            options.TrackGap, options.Divisions, context.Cancellation);
        var numbers = linked.Index().ToDictionary(t => t.Item, t => t.Index + 1);
        bool IsKept(LinkedTrack track) => track.Points.Count >= options.Stable * frames.Count;
        var ofRegion = labels.Select(l => new int[l?.Count ?? 0]).ToArray();
        var kept = new List<CellTrack>();
        foreach (var track in linked.Where(IsKept))
        {
            var number = numbers[track];
            int? parent = track.Parent is { } mother && IsKept(mother) ? numbers[mother] : null;
            int Time(int frame) => timepoints[frameTimes[frame]];
            kept.Add(
                new CellTrack(number, parent, Time(track.Points[0].Frame), Time(track.LastFrame), track.Points.Count));
            foreach (var (frame, region) in track.Points)
            {
                ofRegion[frameTimes[frame]][region] = number;
            }
        }

        return new WellTracks(kept, ofRegion);
    }

    private static TrackFrame Frame(LabeledRuns regions, double shiftX, double shiftY)
    {
        var (runs, sums) = (regions.Runs, new (long Count, long X, long Y, long Z)[regions.Count + 1]);
        for (var run = 0; run < runs.Count; run++)
        {
            var (z, y) = Math.DivRem(runs.Rows[run], regions.Height);
            long length = runs.Ends[run] - runs.Starts[run];
            ref var sum = ref sums[regions.Labels[run]];
            sum = (
                sum.Count + length, sum.X + (length * (runs.Starts[run] + runs.Ends[run] - 1) / 2),
                sum.Y + (length * y), sum.Z + (length * z));
        }

        Position At((long Count, double X, double Y, double Z) sum) => new(
            (sum.X / sum.Count) - shiftX, (sum.Y / sum.Count) - shiftY, sum.Z / sum.Count * regions.PlaneDistance);
        return new TrackFrame(
            [.. sums.Skip(1).Select(sum => At(sum))], [.. sums.Skip(1).Select(sum => (double)sum.Count)])
        {
            Labels = regions, OffsetX = (int)Math.Round(shiftX), OffsetY = (int)Math.Round(shiftY),
            IsStack = regions.Planes > 1,
        };
    }
}

/// <summary>The tracks of one segmented channel of a well, and the track of each region at each timepoint.</summary>
internal sealed record WellTracks(IReadOnlyList<CellTrack> Tracks, IReadOnlyList<int[]> OfRegion)
{
    /// <summary>
    /// Returns the tracks of parts of the cells: each region has the track of the nucleus with its number.
    /// </summary>
    /// <param name="nuclei">The tracked regions at each timepoint.</param>
    /// <param name="parts">The parts at each timepoint.</param>
    public WellTracks OfParts(
        IReadOnlyList<LabeledRuns?> nuclei, IReadOnlyList<LabeledRuns?> parts, IReadOnlyList<int> timepoints)
    {
        var ofRegion = parts.Select((part, time) =>
        {
            if (part is null || nuclei[time] is not { } owners) return [];

            var tracks = Enumerable.Range(1, owners.Count)
                .ToDictionary(owners.NumberOf, label => OfRegion[time][label - 1]);
            return Enumerable.Range(1, part.Count).Select(label => tracks[part.NumberOf(label)]).ToArray();
        }).ToList();
        var times = ofRegion.Index().SelectMany(t => t.Item.Select(track => (Track: track, Time: timepoints[t.Index])))
            .ToLookup(point => point.Track, point => point.Time);
        return new(
            [
                .. Tracks.Where(track => times.Contains(track.Number)).Select(track => new CellTrack(
                    track.Number, track.Parent is { } parent && times.Contains(parent) ? parent : null,
                    times[track.Number].First(), times[track.Number].Last(), times[track.Number].Count())),
            ],
            ofRegion);
    }
}
