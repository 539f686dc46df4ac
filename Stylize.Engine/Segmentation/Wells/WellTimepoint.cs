namespace Stylize.Engine.Segmentation.Wells;

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
