using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A segmented channel of a well, or a part of its cells: labels, and a row for each region.</summary>
/// <param name="Planes">The labels of the montage, or of each tile.</param>
internal sealed record SegmentedChannel(ChannelTiles Channel, IReadOnlyList<LabeledPlane> Planes)
{
    /// <summary>The measurements of each plane.</summary>
    public IReadOnlyList<PlaneMeasurement> Regions { get; init; } = [];

    /// <summary>The areas of the regions of interest.</summary>
    public IReadOnlyList<double> Areas { get; init; } = [];

    /// <summary>The parent of each track that has one; null without tracking.</summary>
    public IReadOnlyDictionary<int, int>? Parents { get; init; }

    /// <summary>The regions of interest to which the regions belong; null for none.</summary>
    public WellInterest? Interest { get; init; }

    /// <summary>False if images of another kind were reported, so that nothing else is reported about the
    /// regions.</summary>
    public bool IsSuited { get; init; } = true;

    public string Name => Channel.Channel;

    public bool IsPart => Channel.Part != CellPart.None;

    /// <summary>Returns the regions of interest with the number of their regions.</summary>
    public IReadOnlyList<InterestArea> Interests() => Areas.Count == 0 ? [] :
    [
        .. Areas.Select((area, index) => new InterestArea(
            Regions[0].Interests[index], area, Regions.Sum(
                plane => plane.InterestOfRegion!.Count(number => number == index + 1)))),
    ];
}
