using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One tile, as given by the name or the metadata of its file.</summary>
/// <param name="Page">Page of a multi-page file, from 0.</param>
/// <param name="Well">Well, such as "E4".</param>
public sealed record TileFile(
    string Path, int Page, string Experiment, string Well, int Timepoint, string Channel, int Tile)
{
    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Name of the file without extension; if the file has several pages, followed by "_p" and the
    /// page.</summary>
    public string Stem { get; init; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Returns the name of what no file has, such as a plane of an OME-Zarr or a part of cells.</summary>
    internal static string StemOf(string experiment, string well, int timepoint, int tile, string channel) =>
        Invariant($"{experiment}_{well}_T{timepoint}_{tile}_{channel}");

    /// <summary>Width of a pixel in micrometers; null if unknown.</summary>
    public double? PixelSize { get; init; }

    /// <summary>Distance of the planes of its stack, in widths of a pixel; null if unknown.</summary>
    public double? PlaneDistance { get; init; }

    /// <summary>
    /// Position of the tile on the stage, or its column and row in the name, with y downward. Only differences count,
    /// in any unit; null if unknown.
    /// </summary>
    public (double X, double Y)? Stage { get; init; }

    /// <summary>Number of the plane in its stack; null if neither name nor metadata gives one.</summary>
    public int? Plane { get; init; }

    /// <summary>The planes of a stack that are projected to the tile, in order; empty for a single plane.</summary>
    public IReadOnlyList<TilePlane> Stack { get; init; } = [];

    /// <summary>The label mask of the tile; null if it is segmented by a threshold.</summary>
    public TilePlane? Mask { get; init; }

    /// <summary>The planes of which the pixels of the tile consist.</summary>
    public IReadOnlyList<TilePlane> Planes => Stack.Count > 0 ? Stack : [new TilePlane(Path, Page)];

    /// <summary>The image of an OME-Zarr to which the plane belongs; null for a file.</summary>
    public ZarrLocation? Image { get; init; }
}

/// <summary>A page of a file, from 0.</summary>
public sealed record TilePlane(string Path, int Page);

/// <summary>The position of a tile in an OME-Zarr.</summary>
/// <param name="Root">Full path of the plate, or of the image if it has no plate.</param>
/// <param name="Image">Full path of the image's group.</param>
/// <param name="Axes">The axes of the image, such as t, c, z, y and x.</param>
public sealed record ZarrLocation(
    string Root, string Image, IReadOnlyList<string> Axes, IReadOnlyList<int> Shape, int Time, int Plane)
{
    /// <summary>Returns the page of the tile in an array with the axes of the image, or without channels.</summary>
    /// <param name="channel">Index of the channel; null for an array without channels.</param>
    internal int Page(int? channel) =>
        Axes.Zip(Shape).SkipLast(2).Where(axis => channel is not null || axis.First is "t" or "z").Aggregate(
            0, (page, axis) =>
                (page * axis.Second) + axis.First switch { "t" => Time, "c" => channel ?? 0, "z" => Plane, _ => 0 });
}

/// <summary>The tiles of one channel of a well at a timepoint, in the order of their numbers.</summary>
public sealed record ChannelTiles(string Channel, IReadOnlyList<TileFile> Tiles)
{
    /// <summary>The part of the cells that is found around the nuclei of the first channel, instead of regions of this
    /// one.</summary>
    public CellPart Part { get; init; }
}

/// <summary>A part of cells around nuclei. It has the name of a segmented channel, and tile and label of its
/// nucleus.</summary>
public enum CellPart
{
    /// <summary>None: the regions of a channel, such as nuclei.</summary>
    None,

    /// <summary>The whole cell, with its nucleus.</summary>
    Cells,

    /// <summary>The cell without its nucleus.</summary>
    Cytoplasm,
}

internal static class CellParts
{
    /// <summary>Returns true for a channel that has the name of a part of cells. A number is the name of a
    /// channel.</summary>
    public static bool IsName(string channel) =>
        channel.Equals(nameof(CellPart.Cells), StringComparison.OrdinalIgnoreCase)
            || channel.Equals(nameof(CellPart.Cytoplasm), StringComparison.OrdinalIgnoreCase);
}

/// <summary>A well at a timepoint, the unit of segmentation.</summary>
/// <param name="Well">Well, such as "E4".</param>
/// <param name="TileNumbers">Numbers of all tiles of the experiment in order, including those that this well
/// lacks.</param>
public sealed record WellTimepoint(
    string Experiment, string Well, int Timepoint, IReadOnlyList<ChannelTiles> Segmented,
    IReadOnlyList<ChannelTiles> Measured, IReadOnlyList<int> TileNumbers)
{
    /// <summary>The channel by which the well is aligned over time; null for none.</summary>
    public ChannelTiles? Aligned { get; init; }

    /// <summary>Column and row of each tile in a montage, from 0; null for the order of their numbers.</summary>
    public IReadOnlyDictionary<int, (int Column, int Row)>? Cells { get; init; }

    /// <summary>Name of the well in messages and files: EXPERIMENT_WELL_T1.</summary>
    public string Name => Invariant($"{Experiment}_{Well}_T{Timepoint}");

    /// <summary>The segmented channels.</summary>
    internal IEnumerable<StoredChannel> Keys => Segmented.Select(c => Key(c.Channel));

    internal StoredChannel Key(string channel) => new(Experiment, Well, Timepoint, channel);

    /// <summary>Number of tiles to segment.</summary>
    public int TileCount => Segmented.Where(c => c.Part == CellPart.None).Sum(c => c.Tiles.Count);

    /// <summary>Returns the properties of a file as names and values, in display order.</summary>
    /// <param name="ofAll">True for a file of all timepoints.</param>
    internal IEnumerable<KeyValuePair<string, object?>> Describe(
        string kind, string channel, string status, bool ofAll = false) =>
    [
        new("Kind", kind), new("Status", status), new("Experiment", Experiment), new("Well", Well),
        new("Timepoint", ofAll ? null : Timepoint), new("Channel", channel),
    ];

    /// <summary>Returns the failure of a well without a readable tile of some channels.</summary>
    internal StylizeException Incomplete(IReadOnlyList<string> channels) =>
        Errors.WellUnreadable.With(Name, Plural.List("channel", channels), channels.Count > 1 ? "have" : "has");
}

/// <summary>One segmented tile.</summary>
/// <param name="Left">First column of the tile in the labeled plane; 0 if tiles are labeled separately.</param>
/// <param name="Threshold">Its threshold, or null if each pixel or nucleus has its own.</param>
public sealed record TileMeasurement(TileFile Tile, int Width, int Height, int Left, int Top, double? Threshold)
{
    /// <summary>Number of pixels that regions exceed.</summary>
    public long MinimumArea { get; init; }

    /// <summary>The kind of its image.</summary>
    public ImageKind Kind { get; init; }
}

/// <summary>The measured regions of the tiles of a segmented channel that were labeled together: a montage, or a single
/// tile.</summary>
/// <param name="Channel">The segmented channel.</param>
/// <param name="MeasuredChannels">The channels whose intensities were measured, by
/// <see cref="RegionColumn.Channel"/>.</param>
/// <param name="Regions">One row per region; positions are in pixels of the plane.</param>
/// <param name="TileOfRegion">For each region the index of the tile that contains its centroid, or of the nearest
/// one.</param>
public sealed record PlaneMeasurement(
    string Channel, IReadOnlyList<string> MeasuredChannels, IReadOnlyList<TileMeasurement> Tiles, RegionTable Regions,
    IReadOnlyList<int> TileOfRegion)
{
    /// <summary>Returns the values of the nuclei with the labels of other regions, such as their tiles.</summary>
    internal int[] OfParts(RegionTable parts, IReadOnlyList<int> values)
    {
        var known = Enumerable.Range(0, Regions.Count).ToDictionary(LabelOf, region => values[region]);
        return [.. Enumerable.Range(0, parts.Count).Select(region => known[(int)parts[region, 0]])];
    }

    /// <summary>Names of the regions of interest; empty without any.</summary>
    public IReadOnlyList<string> Interests { get; init; } = [];

    /// <summary>For each region the number of its region of interest, from 1; null without any.</summary>
    public IReadOnlyList<int>? InterestOfRegion { get; init; }

    /// <summary>Returns the label of a region in masks and tables.</summary>
    public int LabelOf(int region) => (int)Regions[region, 0];

    /// <summary>For each region the number of its track, or 0 for none; null without tracking.</summary>
    public IReadOnlyList<int>? TrackOfRegion { get; init; }

    /// <summary>The part of cells that the regions are.</summary>
    public CellPart Part { get; init; }
}

/// <summary>Shift of the image of a well since its first timepoint, in pixels to the right and downward.</summary>
/// <param name="Quality">Reliability of the shift, from 0 to 1.</param>
/// <param name="IsApplied">True if positions and montages were aligned by it.</param>
public sealed record WellShift(double X, double Y, double Quality, bool IsApplied)
{
    internal (double X, double Y) Applied => IsApplied ? (X, Y) : default;
}

/// <summary>One cell through time, from its first to its last timepoint.</summary>
/// <param name="Number">Number of the track in its well and channel, from 1.</param>
/// <param name="Parent">Number of the track that divided into this one and another, or null.</param>
/// <param name="Points">Number of timepoints at which the cell was found.</param>
public sealed record CellTrack(int Number, int? Parent, int First, int Last, int Points);

/// <summary>A region of interest of a segmented channel of a well at a timepoint.</summary>
/// <param name="Area">Its pixels in tiles that exist, times the square of the pixel size.</param>
/// <param name="Cells">Number of regions whose centroids it contains.</param>
public sealed record InterestArea(string Name, double Area, int Cells)
{
    /// <summary>Cells per area; null without area.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Density => Area > 0 ? Cells / Area : null;
}

/// <summary>A file that was written for a well.</summary>
/// <param name="Kind">Mask, MontageMask, Montage, Overlay or Table.</param>
/// <param name="Width">Width in pixels; 0 for a table.</param>
/// <param name="Height">Height in pixels; for a table the number of its rows.</param>
public sealed record PlateOutput(string Path, string Kind, string Channel, int Width, int Height, int Regions)
{
    /// <summary>Returns width and height of an image, or the number of rows of a table, as names and values.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Size =>
        Width > 0 ? [new("Width", Width), new("Height", Height)] : [new("Rows", Height)];
}

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

/// <summary>A file of a well with its properties as names and values, in display order.</summary>
public sealed record WellFile(string Path, IReadOnlyList<KeyValuePair<string, object?>> Details);

/// <summary>The outcome of a well at one timepoint, or at all of them if they are aligned or tracked. Stored in one
/// transaction.</summary>
/// <param name="Timepoints">In order; empty if the well was left unchanged.</param>
public sealed record WellResult(IReadOnlyList<WellMeasurement> Timepoints) : IBatchOutcome
{
    /// <summary>The tracks of each segmented channel in the order of their numbers; empty without tracking.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CellTrack>> Tracks { get; init; } =
        new Dictionary<string, IReadOnlyList<CellTrack>>();

    /// <summary>Tables of the tracks.</summary>
    public IReadOnlyList<PlateOutput> TrackFiles { get; init; } = [];

    /// <summary>True if files and rows were up to date and were left unchanged.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>What was left unchanged: a row for each file, without its size.</summary>
    public IReadOnlyList<WellFile> CurrentFiles { get; init; } = [];

    /// <summary>The timepoints whose tables have the columns of another plate map but are up to date
    /// otherwise.</summary>
    public IReadOnlyList<WellTimepoint> OtherMap { get; init; } = [];

    /// <summary>Wall time of its transaction.</summary>
    public TimeSpan DatabaseTime { get; init; }

    /// <summary>Files written, in order.</summary>
    public IEnumerable<PlateOutput> Files => Timepoints.SelectMany(t => t.Files).Concat(TrackFiles);

    /// <summary>One error per tile that could not be read or segmented; the rest was segmented without it.</summary>
    public IEnumerable<StylizeException> Failures => Timepoints.SelectMany(t => t.Failures);

    /// <summary>Wall time of everything but the database.</summary>
    public TimeSpan ImageTime => Timepoints.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.ImageTime);

    string? IBatchOutcome.Target => Files.FirstOrDefault()?.Path;

    /// <summary>Returns the files with their properties as names and values, in display order.</summary>
    /// <param name="all">True for those too that are up to date.</param>
    public IEnumerable<WellFile> Outputs(bool all) => all && IsCurrent ? CurrentFiles
        : Files.Select(file => new WellFile(file.Path, [.. file.Size, .. Describe(file)]));

    /// <summary>Returns the properties of a file as names and values, in display order.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Describe(PlateOutput file)
    {
        var well = (Timepoints.FirstOrDefault(t => t.Files.Contains(file)) ?? Timepoints[0]).Well;
        var (tiles, rows) = (Timepoints.Sum(m => m.TileCount), Timepoints.Sum(m => m.RowCount));
        return
        [
            .. well.Describe(file.Kind, file.Channel, "Created", TrackFiles.Contains(file)),
            new("Regions", file.Regions),
            new("Tiles", tiles),
            new("ImageTime", ImageTime),
            new("DatabaseTime", DatabaseTime),
            new("TimePerTile", ImageTime / Math.Max(tiles, 1)),
            new("TilesPerSecond", tiles / Math.Max((ImageTime + DatabaseTime).TotalSeconds, 1e-9)),
            new("RowsPerSecond", rows / Math.Max(DatabaseTime.TotalSeconds, 1e-9)),
        ];
    }
}
