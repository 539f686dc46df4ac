using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>A well after its measurements were stored.</summary>
/// <param name="DatabaseTime">Wall time of its transaction.</param>
public sealed record WellReport(SegmentedSeries Segmented, TimeSpan DatabaseTime)
{
    /// <summary>The properties of one of the well's files as names and values, in the order to show them.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe(PlateOutput file)
    {
        var well = (Segmented.Timepoints.FirstOrDefault(t => t.Files.Contains(file)) ?? Segmented.Timepoints[0]).Well;
        var measured = Segmented.Series.Timepoints;
        var (tiles, rows, imageTime) = (measured.Sum(m => m.TileCount), measured.Sum(m => m.RowCount), Segmented.ImageTime);
        return
        [
            new("Kind", file.Kind),
            new("Experiment", well.Experiment),
            new("Well", well.Well),
            new("Timepoint", Segmented.TrackFiles.Contains(file) ? null : well.Timepoint),
            new("Channel", file.Channel),
            new("Regions", file.Regions),
            new("Tiles", tiles),
            new("ImageTime", imageTime),
            new("DatabaseTime", DatabaseTime),
            new("TimePerTile", imageTime / Math.Max(tiles, 1)),
            new("TilesPerSecond", tiles / Math.Max((imageTime + DatabaseTime).TotalSeconds, 1e-9)),
            new("RowsPerSecond", rows / Math.Max(DatabaseTime.TotalSeconds, 1e-9)),
        ];
    }
}
