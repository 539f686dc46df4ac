using Stylize.Engine.Batch;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// A well at a timepoint as an item of a batch. Nothing is checked before its turn: tiles that are missing or unreadable are reported when
/// the well is segmented, and the rest is segmented without them.
/// </summary>
public sealed class WellItem : IBatchItem
{
    internal WellItem(WellTimepoint well, PlateSegmenter segmenter)
    {
        Well = well;
        Segmenter = segmenter;
    }

    /// <summary>What is segmented together.</summary>
    public WellTimepoint Well { get; }

    /// <summary>Name of the well: EXPERIMENT_WELL_T1.</summary>
    public string Source => Well.Name;

    internal PlateSegmenter Segmenter { get; }
}
