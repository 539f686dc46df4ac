using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Writes the tracks of a well as CSV: one long table with one row per cell and timepoint, and one wide table per
/// measured channel with one row per track and the mean intensity at each timepoint.
/// </summary>
internal sealed class TrackTables(
    PlannedPlate plate, FileGroup files, WellParts changed, CancellationToken cancellation)
{
    public IEnumerable<PlateOutput> Write(
        IReadOnlyList<WellTimepoint> timepoints, string channel, IReadOnlyList<CellTrack> tracks)
    {
        var well = timepoints[0];
        var points = Points(timepoints, channel);
        var measured = timepoints.SelectMany(t => PlanesOf(t, channel)).SelectMany(p => p.MeasuredChannels).Distinct()
            .ToList();
        var path = plate.Files.Tracks(well.Key(channel));
        if ((changed & (WellParts.Tracks | WellParts.Rows | WellParts.Shift | WellParts.Conditions)) == 0)
        {
            plate.Files.TrackTables(well, channel).Where(File.Exists).ToList().ForEach(files.Keep);
            yield break;
        }

        files.Write(
            path, target => CsvField.Write(target, LongLines(well, channel, tracks, points, measured)), cancellation);
        yield return new PlateOutput(path, "Tracks", channel, 0, points.Sum(p => p.Count()), tracks.Count);
        var hasMeans = (plate.Options.Segmentation.Properties & RegionProperties.MeanIntensity) != 0;
        foreach (var name in hasMeans ? measured : [])
        {
            path = plate.Files.Tracks(well.Key(channel), name);
            var lines = WideLines(well, channel, tracks, points, name, [.. timepoints.Select(t => t.Timepoint)]);
            files.Write(path, target => CsvField.Write(target, lines), cancellation);
            yield return new PlateOutput(path, "Reporter", channel, 0, tracks.Count, tracks.Count);
        }
    }

    private static IEnumerable<PlaneMeasurement> PlanesOf(WellTimepoint timepoint, string channel) =>
        timepoint.Channels.Where(found => found.Channel == channel).SelectMany(found => found.Planes);

    private static ILookup<int, Point> Points(IReadOnlyList<WellTimepoint> timepoints, string channel) => timepoints
        .SelectMany(timepoint => PlanesOf(timepoint, channel), (timepoint, plane) => (timepoint, plane))
        .SelectMany(at => at.plane.TrackOfRegion!.Select(
            (track, region) => (Track: track, Point: new Point(at.timepoint, at.plane, region))))
        .Where(at => at.Track > 0).ToLookup(at => at.Track, at => at.Point);

    private IEnumerable<string> LongLines(
        WellTimepoint well, string channel, IReadOnlyList<CellTrack> tracks, ILookup<int, Point> points,
        List<string> measured)
    {
        string[] sizes = plate.Options.Volume ? ["CentroidZ", "Volume"] : ["Area"];
        yield return CsvField.Line(
        [
            .. Head, "Timepoint", "Tile", "Label", "CentroidX", "CentroidY", "AlignedX", "AlignedY", .. sizes,
            .. measured.Select(c => "MeanIntensity_" + c),
        ]);
        foreach (var (track, (timepoint, plane, region)) in tracks.SelectMany(
            track => points[track.Number].Select(p => (track, p))))
        {
            var (x, y) = (plane.Regions.Value(region, "CentroidX"), plane.Regions.Value(region, "CentroidY"));
            var (dx, dy) = timepoint.Shift?.Applied ?? default;
            yield return CsvField.Line(
            [
                .. Keys(well, channel, track), timepoint.Timepoint,
                plane.NumberOf(region), plane.LabelOf(region), x, y, x - dx,
                y - dy, .. sizes.Select(name => (object)plane.Regions.Value(region, name)),
                .. measured.Select(c => (object)plane.Regions.Value(region, "MeanIntensity_" + c)),
            ]);
        }
    }

    private IEnumerable<string> WideLines(
        WellTimepoint well, string channel, IReadOnlyList<CellTrack> tracks, ILookup<int, Point> points,
        string measured, List<int> times)
    {
        yield return CsvField.Line(
            [.. Head, .. times.Select(t => Invariant($"T{t}"))]);
        foreach (var track in tracks)
        {
            var values = points[track.Number].ToDictionary(
                p => p.Timepoint.Timepoint, p => p.Plane.Regions.Value(p.Region, "MeanIntensity_" + measured));
            yield return CsvField.Line(
                [.. Keys(well, channel, track), .. times.Select(t => (object)values.GetValueOrDefault(t, double.NaN))]);
        }
    }

    private IEnumerable<object?> Head =>
        ["Experiment", "Well", "Channel", .. plate.Map?.Columns ?? [], .. plate.Options.TrackColumns];

    private IEnumerable<object?> Keys(WellTimepoint well, string channel, CellTrack track) =>
        [
            well.Experiment, well.Well, channel,
            .. plate.Map?.RowOf(well.Experiment, well.Well).Values.ToArray() ?? [], track.Number,
            .. plate.Options.Divisions ? (object?[])[track.Parent] : [],
        ];

    private sealed record Point(WellTimepoint Timepoint, PlaneMeasurement Plane, int Region);
}
