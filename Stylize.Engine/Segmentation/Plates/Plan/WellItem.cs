namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>A well as an item of a batch, at one timepoint, or at all of them if they are aligned or tracked.</summary>
public sealed class WellItem : IBatchItem
{
    internal WellItem(IReadOnlyList<WellTimepoint> timepoints, bool isSeries)
    {
        Timepoints = timepoints;
        Source = isSeries ? $"{timepoints[0].Experiment}_{timepoints[0].Well}" : timepoints[0].Name;
    }

    /// <inheritdoc/>
    public static string Kind => "well";

    /// <summary>The timepoints to segment together, in order.</summary>
    public IReadOnlyList<WellTimepoint> Timepoints { get; }

    /// <summary>Name of the well: EXPERIMENT_WELL_T1, or EXPERIMENT_WELL with all timepoints.</summary>
    public string Source { get; }

    /// <summary>Number of tiles to segment.</summary>
    public int TileCount => Timepoints.Sum(t => t.TileCount);

    /// <summary>True if an update leaves the well unchanged; null if not yet determined.</summary>
    internal bool? IsCurrent { get; set; }

    bool IBatchItem.IsUpToDate => IsCurrent == true;
}
