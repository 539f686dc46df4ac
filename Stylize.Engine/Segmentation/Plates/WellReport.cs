namespace Stylize.Engine.Segmentation.Plates;

/// <summary>A well at a timepoint after it was stored.</summary>
/// <param name="Measurement">What was measured.</param>
/// <param name="DatabaseTime">Wall time of its transaction.</param>
public sealed record WellReport(WellMeasurement Measurement, TimeSpan DatabaseTime)
{
    /// <summary>What there is to say about one of its files, in the order to show it.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe(PlateOutput file) =>
    [
        new("Kind", file.Kind),
        new("Experiment", Measurement.Well.Experiment),
        new("Well", Measurement.Well.Well),
        new("Timepoint", Measurement.Well.Timepoint),
        new("Channel", file.Channel),
        new("Regions", file.Regions),
        new("Tiles", Measurement.TileCount),
        new("ImageTime", Measurement.ImageTime),
        new("DatabaseTime", DatabaseTime),
        new("TimePerTile", Measurement.ImageTime / Math.Max(Measurement.TileCount, 1)),
        new("TilesPerSecond", Measurement.TileCount / Math.Max((Measurement.ImageTime + DatabaseTime).TotalSeconds, 1e-9)),
        new("RowsPerSecond", Measurement.RowCount / Math.Max(DatabaseTime.TotalSeconds, 1e-9)),
    ];
}
