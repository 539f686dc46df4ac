namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well at a timepoint as data: its tiles, and what steps give as a new record.</summary>
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

    /// <summary>The segmented channels and the parts of cells with their regions.</summary>
    public IReadOnlyList<ChannelTiles> Channels { get; init; } = [];

    /// <summary>The quality of the images of each segmented channel; empty without gates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ImageQuality>> Images { get; init; } =
        new Dictionary<string, IReadOnlyList<ImageQuality>>();

    /// <summary>Shift of the image; null without alignment.</summary>
    public WellShift? Shift { get; init; }

    /// <summary>The rows of the segmented channels in the table of wells.</summary>
    public IReadOnlyList<WellStatistic> Statistics { get; init; } = [];

    /// <summary>SHA-256 of the names and bytes of the measured files, in hexadecimal digits.</summary>
    public string InputDigest { get; init; } = "";

    /// <summary>Files written, in order.</summary>
    public IReadOnlyList<PlateOutput> Files { get; init; } = [];

    /// <summary>
    /// One error per tile that could not be read or segmented; the rest of the well was segmented without it, unless a
    /// channel has no other tile.
    /// </summary>
    public IReadOnlyList<StylizeException> Failures { get; init; } = [];

    /// <summary>Wall time of everything but the database.</summary>
    public TimeSpan ImageTime { get; init; }

    /// <summary>The columns of the plate map with their values for the well, which are empty if the map lacks
    /// it.</summary>
    internal IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>The share of saturated pixels of each measured channel.</summary>
    internal IReadOnlyDictionary<string, double> Saturated { get; init; } = new Dictionary<string, double>();

    /// <summary>Sentences about the well, in order.</summary>
    internal IReadOnlyList<WellRemark> Remarks { get; init; } = [];

    /// <summary>Returns the texts of warnings, or of notes.</summary>
    internal IReadOnlyList<string> Texts(bool areWarnings) =>
        [.. Remarks.Where(remark => remark.IsWarning == areWarnings).Select(remark => remark.Text).Distinct()];

    /// <summary>The warnings with the names of options, one per line.</summary>
    internal string Warnings => string.Join(
        '\n', Texts(areWarnings: true).Select(text => StylizeException.Spell(text, name => name)));

    /// <summary>True if an earlier run gave labels, rows and remarks.</summary>
    internal bool IsStored { get; init; }

    /// <summary>False if a segmented channel has no tile left: then the well has no planes, files and rows at this
    /// timepoint.</summary>
    public bool IsSegmented => Planes.Count > 0;

    /// <summary>For each segmented channel one plane for the montage, or one per tile.</summary>
    public IReadOnlyList<PlaneMeasurement> Planes => [.. Channels.SelectMany(channel => channel.Planes)];

    /// <summary>Number of tiles that were segmented.</summary>
    public int SegmentedCount =>
        Channels.Where(channel => !channel.IsPart).Sum(channel => channel.Planes.Sum(plane => plane.Tiles.Count));

    /// <summary>Number of regions, without parts of cells.</summary>
    public int RegionCount => Channels.Where(channel => !channel.IsPart).Sum(channel => channel.Count);

    /// <summary>Number of rows in the database: one per cell, and one per cell and measured channel.</summary>
    public int RowCount => Planes.Sum(plane => plane.Regions.Count * (1 + plane.MeasuredChannels.Count));

    /// <summary>Name of the well in messages and files: EXPERIMENT_WELL_T1.</summary>
    public string Name => Invariant($"{Experiment}_{Well}_T{Timepoint}");

    /// <summary>The segmented channels.</summary>
    internal IEnumerable<StoredChannel> Keys => Segmented.Select(c => Key(c.Channel));

    internal StoredChannel Key(string channel) => new(Experiment, Well, Timepoint, channel);

    /// <summary>Number of tiles to segment.</summary>
    public int TileCount => Segmented.Where(channel => !channel.IsPart).Sum(channel => channel.Tiles.Count);

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

/// <summary>Shift of the image of a well since its first timepoint, in pixels to the right and downward.</summary>
/// <param name="Quality">Reliability of the shift, from 0 to 1.</param>
/// <param name="IsApplied">True if positions and montages were aligned by it.</param>
public sealed record WellShift(double X, double Y, double Quality, bool IsApplied)
{
    internal (double X, double Y) Applied => IsApplied ? (X, Y) : default;
}

/// <summary>A sentence about a well at a timepoint, for its summary and for the user of the run.</summary>
/// <param name="IsWarning">True if results may be wrong; false for a note about how they were made.</param>
internal readonly record struct WellRemark(string Text, bool IsWarning)
{
    public static WellRemark Warning(string text) => new(text, true);

    public static WellRemark Note(string text) => new(text, false);

    /// <summary>Shows a warning as such, and a note in verbose output.</summary>
    public void Show(OperationContext context) => (IsWarning ? context.Warning : context.Verbose)?.Invoke(Text);
}
