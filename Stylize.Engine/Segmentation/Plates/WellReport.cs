namespace Stylize.Engine.Segmentation.Plates;

/// <summary>A well at a timepoint after its measurements were stored.</summary>
/// <param name="Segmented">What was segmented.</param>
/// <param name="DatabaseTime">Wall time of its transaction.</param>
public sealed record WellReport(SegmentedWell Segmented, TimeSpan DatabaseTime)
{
    /// <summary>The properties of one of the well's files as names and values, in the order to show them.</summary>
    /// <param name="file">One of the files of <see cref="Segmented"/>.</param>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe(PlateOutput file)
    {
        var (measurement, imageTime) = (Segmented.Measurement, Segmented.ImageTime);
        return
        [
            new("Kind", file.Kind),
            new("Experiment", Segmented.Well.Experiment),
            new("Well", Segmented.Well.Well),
            new("Timepoint", Segmented.Well.Timepoint),
            new("Channel", file.Channel),
            new("Regions", file.Regions),
            new("Tiles", measurement.TileCount),
            new("ImageTime", imageTime),
            new("DatabaseTime", DatabaseTime),
            new("TimePerTile", imageTime / Math.Max(measurement.TileCount, 1)),
            new("TilesPerSecond", measurement.TileCount / Math.Max((imageTime + DatabaseTime).TotalSeconds, 1e-9)),
            new("RowsPerSecond", measurement.RowCount / Math.Max(DatabaseTime.TotalSeconds, 1e-9)),
        ];
    }
}
