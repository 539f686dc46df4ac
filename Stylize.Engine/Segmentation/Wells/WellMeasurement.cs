namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Everything that was measured of a well at a timepoint, ready for the database.</summary>
public sealed record WellMeasurement(WellTimepoint Well, IReadOnlyList<ChannelMeasurement> Channels)
{
    /// <summary>SHA-256 of the names and bytes of the files that were measured, in hexadecimal digits.</summary>
    public string InputDigest { get; init; } = "";

    /// <summary>By how far the picture moved; null where no alignment was asked for.</summary>
    public WellShift? Shift { get; init; }

    /// <summary>Number of tiles that were segmented.</summary>
    public int TileCount => Channels.Sum(c => c.Planes.Sum(p => p.Tiles.Count));

    /// <summary>Number of regions that were found.</summary>
    public int RegionCount => Channels.Sum(c => c.Planes.Sum(p => p.Regions.Count));

    /// <summary>Number of rows in the database: one for each cell, and one for each cell and measured channel.</summary>
    public int RowCount => Channels.Sum(c => c.Planes.Sum(p => p.Regions.Count) * (1 + c.MeasuredChannels.Count));
}
