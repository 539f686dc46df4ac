using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What a batch makes of one item: a well at one timepoint, or at all of them where they are aligned or tracked.</summary>
/// <param name="Timepoints">The timepoints in order.</param>
/// <param name="Tracks">The tracks of each segmented channel; empty where none were asked for.</param>
public sealed record SegmentedSeries(
    IReadOnlyList<SegmentedWell> Timepoints, IReadOnlyList<ChannelTracks> Tracks, IReadOnlyList<PlateOutput> TrackFiles)
    : IBatchOutcome
{
    /// <summary>True where files and rows were there already, made in the same way, and were left untouched.</summary>
    public bool IsCurrent { get; init; }

    string? IBatchOutcome.Target => Files.FirstOrDefault()?.Path;

    /// <summary>Files written, in order.</summary>
    public IEnumerable<PlateOutput> Files => Timepoints.SelectMany(t => t.Files).Concat(TrackFiles);

    /// <summary>One for each tile that could not be read or segmented; the rest was segmented without it.</summary>
    public IEnumerable<StylizeException> Failures => Timepoints.SelectMany(t => t.Failures);

    /// <summary>Wall time of everything but the database.</summary>
    public TimeSpan ImageTime => Timepoints.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.ImageTime);

    /// <summary>What is stored in one transaction.</summary>
    public WellSeries Series => new([.. Timepoints.Select(t => t.Measurement)], Tracks);
}
