using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A well at a timepoint as data: what steps read, and what they give as a new record.</summary>
internal sealed record WellData(WellTimepoint Well)
{
    /// <summary>The segmented channels and the parts of cells, with labels and rows.</summary>
    public IReadOnlyList<SegmentedChannel> Channels { get; init; } = [];

    /// <summary>The quality of the images of each segmented channel; empty without gates.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ImageQuality>> Images { get; init; } =
        new Dictionary<string, IReadOnlyList<ImageQuality>>();

    /// <summary>Shift of the image; null without alignment.</summary>
    public WellShift? Shift { get; init; }

    /// <summary>The columns of the plate map with their values for the well, which are empty if the map lacks
    /// it.</summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the names and bytes of the measured files; null if not yet computed.</summary>
    public string? InputDigest { get; init; }

    /// <summary>The share of saturated pixels of each measured channel.</summary>
    public IReadOnlyDictionary<string, double> Saturated { get; init; } = new Dictionary<string, double>();

    /// <summary>Sentences about the well, in order.</summary>
    public IReadOnlyList<WellRemark> Remarks { get; init; } = [];

    /// <summary>One error per tile that cannot be read or segmented.</summary>
    public IReadOnlyList<StylizeException> Failures { get; init; } = [];

    /// <summary>The rows of the segmented channels in the table of wells.</summary>
    public IReadOnlyList<WellStatistic> Statistics { get; init; } = [];

    /// <summary>Files written, in order.</summary>
    public IReadOnlyList<PlateOutput> Files { get; init; } = [];

    /// <summary>Wall time of the steps.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>True if an earlier run gave labels, rows and remarks.</summary>
    public bool IsStored { get; init; }

    /// <summary>The measured rows of all channels.</summary>
    public IEnumerable<PlaneMeasurement> Rows => Channels.SelectMany(channel => channel.Regions);

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be
    /// read.</summary>
    public LabeledRuns? Labels(string channel) =>
        Channels.FirstOrDefault(result => result.Name == channel)?.Planes.FirstOrDefault() is { } plane
            ? plane.Stack ?? plane.Labels : null;
}
