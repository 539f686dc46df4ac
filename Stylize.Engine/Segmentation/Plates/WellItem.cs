using Stylize.Engine.Batch;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// A well at a timepoint as an item of a batch. Tiles that are missing or unreadable are found by its own work, which names each and segments the rest.
/// </summary>
/// <param name="Well">What is segmented together.</param>
public sealed record WellItem(WellTimepoint Well) : IBatchItem
{
    /// <summary>Name of the well: EXPERIMENT_WELL_T1.</summary>
    public string Source => Well.Name;
}
