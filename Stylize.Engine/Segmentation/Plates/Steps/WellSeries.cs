using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A well through time.</summary>
internal sealed record WellSeries(IReadOnlyList<WellData> Timepoints)
{
    /// <summary>The tracks of each segmented channel; empty without tracking.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CellTrack>> Tracks { get; init; } =
        new Dictionary<string, IReadOnlyList<CellTrack>>();
}
