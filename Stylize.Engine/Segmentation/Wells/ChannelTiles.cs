namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A channel of a well at a timepoint: its tiles in the order of their numbers, and, if it is segmented, what
/// steps found in them.</summary>
public sealed record ChannelTiles(string Channel, IReadOnlyList<TileFile> Tiles)
{
    /// <summary>The part of the cells that is found around the nuclei of the first channel, instead of regions of this
    /// one.</summary>
    public CellPart Part { get; init; }

    /// <summary>The regions of the montage, or of each tile.</summary>
    public IReadOnlyList<PlaneMeasurement> Planes { get; init; } = [];

    /// <summary>The areas of the regions of interest.</summary>
    internal IReadOnlyList<double> Areas { get; init; } = [];

    /// <summary>The parent of each track that has one; null without tracking.</summary>
    internal IReadOnlyDictionary<int, int>? Parents { get; init; }

    /// <summary>False if images of another kind were reported, so that nothing else is reported about the
    /// regions.</summary>
    internal bool IsSuited { get; init; } = true;

    internal bool IsPart => Part != CellPart.None;

    /// <summary>Number of regions.</summary>
    internal int Count => Planes.Sum(plane => plane.Regions.Count);

    /// <summary>Returns the regions of interest with the number of their regions.</summary>
    internal IReadOnlyList<InterestArea> Interests() => Areas.Count == 0 ? [] :
    [
        .. Areas.Select((area, index) => new InterestArea(
            Planes[0].Interests[index], area, Planes.Sum(
                plane => plane.InterestOfRegion!.Count(number => number == index + 1)))),
    ];
}

/// <summary>A region of interest of a segmented channel of a well at a timepoint.</summary>
/// <param name="Area">Its pixels in tiles that exist, times the square of the pixel size.</param>
/// <param name="Cells">Number of regions whose centroids it contains.</param>
internal sealed record InterestArea(string Name, double Area, int Cells)
{
    /// <summary>Cells per area; null without area.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Density => Area > 0 ? Cells / Area : null;
}
