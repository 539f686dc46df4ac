using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>
/// Segments the timepoints of one well: all are measured and aligned sequentially, then cells are linked through time, and then the
/// files are written, which the caller commits. Between measuring and writing only runs and measurements are in memory, no pixels.
/// </summary>
internal sealed class SeriesSegmentation(
    PlateOptions options, PlateFiles paths, PlateMap? map, Func<WellTimepoint, OperationContext, WellSegmentation> create,
    FileGroup files, OperationContext context)
{
    /// <exception cref="StylizeException">The files of the well exist, or cannot be written.</exception>
    public WellResult Run(IReadOnlyList<WellTimepoint> well)
    {
        var segmentations = new List<WellSegmentation>();
        try
        {
            var shifts = new List<WellShift?>();
            using (var aligner = new WellAligner(options.AlignTo, context))
            {
                foreach (var (index, timepoint) in well.Index())
                {
                    segmentations.Add(create(timepoint, Part(index, well.Count)));
                    segmentations[^1].Measure();
                    shifts.Add(options.Align is null ? null : Align(aligner, segmentations[^1]));
                    if (well.Count > 1)
                    {
                        segmentations[^1].ReleasePixels();
                    }
                }
            }

            TileRemarks.Collect([.. segmentations.Select(s => (s.Well, s.Channels))], options.Align).ForEach(r => r.Show(context));

            var trackers = Track(segmentations, shifts);
            var parents = trackers.ToDictionary(
                t => t.Key,
                t => (IReadOnlyDictionary<int, int>)t.Value.Tracks.Where(k => k.Parent is not null)
                    .ToDictionary(k => k.Number, k => k.Parent!.Value));
            var written = new List<WellMeasurement>();
            foreach (var (index, segmentation) in segmentations.Index())
            {
                written.Add(segmentation.Write(
                    shifts[index],
                    channel => trackers.TryGetValue(channel, out var tracker)
                        ? (tracker.OfRegion[index], parents[channel],
                            tracker.Tracks.Count(t => t.First == segmentation.Well.Timepoint))
                        : null));
                segmentation.Dispose();
            }

            var tables = new TrackTables(options, paths, map, files, context.Cancellation);
            return new WellResult(written)
            {
                Tracks = trackers.ToDictionary(t => t.Key, t => t.Value.Tracks),
                TrackFiles = [.. trackers.SelectMany(t => tables.Write(written, t.Key, t.Value.Tracks))],
            };
        }
        finally
        {
            segmentations.ForEach(s => s.Dispose());
        }
    }

    private WellShift Align(WellAligner aligner, WellSegmentation segmentation)
    {
        using (context.Phases.Start("align"))
        {
            var scale = 1;
            Raster<float>? picture = segmentation.Well.Aligned is { } tiles ? segmentation.Picture(tiles, out scale) : null;

            // Empty and unreadable tiles are reported elsewhere.
            var isEmpty = segmentation.Channels.Any(
                c => c.Channel == segmentation.Well.Aligned?.Channel && (c.IsEmpty || c.Numbers.Count == 0));
            return aligner.Next(segmentation.Well, picture, scale, isEmpty);
        }
    }

    private Dictionary<string, WellTracker> Track(List<WellSegmentation> segmentations, List<WellShift?> shifts)
    {
        if (options.Track == Tracking.TrackMethod.None) return [];

        using (context.Phases.Start("track"))
        {
            var timepoints = segmentations.Select(s => s.Well.Timepoint).ToList();
            var trackers = new Dictionary<string, WellTracker>();
            string? first = null;
            foreach (var channel in segmentations.SelectMany(s => s.Well.Segmented).DistinctBy(channel => channel.Channel))
            {
                List<LabeledRuns?> labels = [.. segmentations.Select(s => s.Labels(channel.Channel))];
                trackers[channel.Channel] = channel.Part == CellPart.None
                    ? WellTracker.Link(labels, timepoints, shifts, options, context.Cancellation)
                    : trackers[first!].OfParts([.. segmentations.Select(s => s.Labels(first!))], labels, timepoints);
                first ??= channel.Channel;
            }

            return trackers;
        }
    }

    private OperationContext Part(int index, int count) => count == 1 || context.Progress is not { } progress
        ? context
        : context with { Progress = p => progress(p with { Fraction = (index + p.Fraction) / count }) };
}
