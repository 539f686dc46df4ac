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

        using var phase = context.Phases.Start("track");
        var tracks = new Dictionary<string, WellTracks>();
        string? first = null;
        foreach (var channel in well.Timepoints.SelectMany(t => t.Segmented).DistinctBy(c => c.Channel))
        {
            List<LabeledRuns?> labels = [.. well.Timepoints.Select(t => Labels(t, channel.Channel))];
            tracks[channel.Channel] = !channel.IsPart ? Link(labels, well.Timepoints)
                : tracks[first!].OfParts([.. well.Timepoints.Select(t => Labels(t, first!))], labels);
            first ??= channel.Channel;
        }

        return well with
        {
            Timepoints =
            [
                .. well.Timepoints.Select((data, time) => data with
                {
                    Channels = [.. data.Channels.Select(channel => tracks[channel.Channel].AddTo(channel, time))],
                }),
            ],
        };
    }

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be
    /// read.</summary>
    private static LabeledRuns? Labels(WellTimepoint data, string channel) =>
        data.Channels.FirstOrDefault(found => found.Channel == channel)?.Planes is [var plane, ..]
            ? plane.Stack ?? plane.Labels : null;

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
    private WellTracks Link(List<LabeledRuns?> labels, IReadOnlyList<WellTimepoint> timepoints)
    {
        var (frames, frameTimes) = (new List<TrackFrame>(), new List<int>());
        var steps = Steps([.. timepoints.Select(t => t.Timepoint)]);
        var (x, y) = (0.0, 0.0);
        foreach (var (index, regions) in labels.Index())
        {
            if (timepoints[index].Shift is { IsApplied: true } shift)
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
        var kept = linked.Index().Where(t => t.Item.Points.Count >= options.Stable * frames.Count)
            .ToDictionary(t => t.Item, t => t.Index + 1);
        var ofRegion = labels.Select(l => new int[l?.Count ?? 0]).ToArray();
        foreach (var (track, number) in kept)
        {
            foreach (var (frame, region) in track.Points)
            {
                ofRegion[frameTimes[frame]][region] = number;
            }
        }

        return new(
            kept.Where(track => track.Key.Parent is { } mother && kept.ContainsKey(mother))
                .ToDictionary(track => track.Value, track => kept[track.Key.Parent!]),
            ofRegion);
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

/// <summary>The parents of the tracks of a segmented channel of a well, and the track of each region at each
/// timepoint.</summary>
internal sealed record WellTracks(IReadOnlyDictionary<int, int> Parents, IReadOnlyList<int[]> OfRegion)
{
    /// <summary>
    /// Returns the tracks of parts of the cells: each region has the track of the nucleus with its number.
    /// </summary>
    /// <param name="nuclei">The tracked regions at each timepoint.</param>
    /// <param name="parts">The parts at each timepoint.</param>
    public WellTracks OfParts(IReadOnlyList<LabeledRuns?> nuclei, IReadOnlyList<LabeledRuns?> parts)
    {
        var ofRegion = parts.Select((part, time) =>
        {
            if (part is null || nuclei[time] is not { } owners) return [];

            var tracks = Enumerable.Range(1, owners.Count)
                .ToDictionary(owners.NumberOf, label => OfRegion[time][label - 1]);
            return Enumerable.Range(1, part.Count).Select(label => tracks[part.NumberOf(label)]).ToArray();
        }).ToList();
        var found = ofRegion.SelectMany(tracks => tracks).ToHashSet();
        return new(
            Parents.Where(track => found.Contains(track.Key) && found.Contains(track.Value)).ToDictionary(), ofRegion);
    }

    /// <summary>Returns the channel at a timepoint with these tracks.</summary>
    public ChannelTiles AddTo(ChannelTiles channel, int time) => channel with
    {
        Planes =
        [
            .. channel.Planes.Select(plane => plane with
            {
                TrackOfRegion = OfRegion[time],
                IsTrackedAsBefore = plane.TrackOfRegion?.SequenceEqual(OfRegion[time]) == true,
            }),
        ],
        Parents = Parents,
    };
}
