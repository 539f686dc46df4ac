namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well at a timepoint after its files were written: the measurements, and statistics of the work.</summary>
/// <param name="Planes">For each segmented channel one plane for the montage, or one per tile.</param>
public sealed record WellMeasurement(WellTimepoint Well, IReadOnlyList<PlaneMeasurement> Planes)
{
    /// <summary>The rows of the segmented channels in the table of wells.</summary>
    public IReadOnlyList<WellStatistic> Statistics { get; init; } = [];

    /// <summary>The quality of the images of each segmented channel; empty without gates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ImageQuality>> Images { get; init; } =
        new Dictionary<string, IReadOnlyList<ImageQuality>>();

    /// <summary>The regions of interest of each segmented channel in the order of their numbers; empty without
    /// any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<InterestArea>> Interests { get; init; } =
        new Dictionary<string, IReadOnlyList<InterestArea>>();

    /// <summary>SHA-256 of the names and bytes of the measured files, in hexadecimal digits.</summary>
    public string InputDigest { get; init; } = "";

    /// <summary>Shift of the image; null without alignment.</summary>
    public WellShift? Shift { get; init; }

    /// <summary>Files written, in order.</summary>
    public IReadOnlyList<PlateOutput> Files { get; init; } = [];

    /// <summary>
    /// One error per tile that could not be read or segmented; the rest of the well was segmented without it, unless a
    /// channel has no other tile.
    /// </summary>
    public IReadOnlyList<StylizeException> Failures { get; init; } = [];

    /// <summary>False if a segmented channel has no tile left: then the well has no planes, files and rows at this
    /// timepoint.</summary>
    public bool IsSegmented => Planes.Count > 0;

    /// <summary>Wall time of everything but the database.</summary>
    public TimeSpan ImageTime { get; init; }

    /// <summary>Number of tiles that were segmented.</summary>
    public int TileCount => Planes.Where(p => p.Part == CellPart.None).Sum(p => p.Tiles.Count);

    /// <summary>Number of regions, without parts of cells.</summary>
    public int RegionCount => Planes.Where(p => p.Part == CellPart.None).Sum(p => p.Regions.Count);

    /// <summary>Number of rows in the database: one per cell, and one per cell and measured channel.</summary>
    public int RowCount => Planes.Sum(p => p.Regions.Count * (1 + p.MeasuredChannels.Count));
}
