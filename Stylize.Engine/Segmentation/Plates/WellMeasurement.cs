namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Everything that was measured of a well at a timepoint, ready for the database.</summary>
/// <param name="Well">What was segmented.</param>
/// <param name="Channels">The segmented channels.</param>
/// <param name="Files">Files written, in order.</param>
/// <param name="Failures">Tiles that could not be read or segmented; the rest went on without them.</param>
/// <param name="ImageTime">Wall time of everything but the database.</param>
public sealed record WellMeasurement(
    WellTimepoint Well,
    IReadOnlyList<ChannelMeasurement> Channels,
    IReadOnlyList<PlateOutput> Files,
    IReadOnlyList<StylizeException> Failures,
    TimeSpan ImageTime)
{
    /// <summary>Tiles segmented.</summary>
    public int TileCount => Channels.Sum(c => c.Planes.Sum(p => p.Tiles.Count));

    /// <summary>Regions found.</summary>
    public int RegionCount => Channels.Sum(c => c.Planes.Sum(p => p.Regions.Count));

    /// <summary>Rows of the database: cells and their intensities.</summary>
    public int RowCount => Channels.Sum(c => c.Planes.Sum(p => p.Regions.Count) * (1 + c.MeasuredChannels.Count));
}
