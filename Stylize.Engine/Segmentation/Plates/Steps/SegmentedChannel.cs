using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A segmented channel of a well, or a part of its cells.</summary>
/// <param name="Tiles">The tiles that were read; those of the channel of cells for a part of them.</param>
/// <param name="Regions">The measurements of each plane.</param>
/// <param name="Areas">The areas of the regions of interest.</param>
internal sealed record SegmentedChannel(
    ChannelTiles Channel, ChannelReaders Tiles, MontageGrid Grid, IReadOnlyList<LabeledPlane> Planes,
    IReadOnlyList<PlaneMeasurement> Regions, IReadOnlyList<double> Areas)
{
    public string Name => Channel.Channel;

    /// <summary>The registration of overlapping tiles; null without.</summary>
    public TileRegistration? Registration { get; init; }

    /// <summary>Returns the regions of interest with the number of their regions.</summary>
    public IReadOnlyList<InterestArea> Interests() => Areas.Count == 0 ? [] :
    [
        .. Areas.Select((area, index) => new InterestArea(
            Regions[0].Interests[index], area, Regions.Sum(
                plane => plane.InterestOfRegion!.Count(number => number == index + 1)))),
    ];
}
