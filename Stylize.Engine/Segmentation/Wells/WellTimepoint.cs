using System.Globalization;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A well at a timepoint: what is segmented together and stored in one transaction.</summary>
/// <param name="Well">Well, such as "E4".</param>
/// <param name="TileNumbers">Numbers of all tiles of the experiment in order, including those that this well lacks.</param>
public sealed record WellTimepoint(
    string Experiment,
    string Well,
    int Timepoint,
    IReadOnlyList<ChannelTiles> Segmented,
    IReadOnlyList<ChannelTiles> Measured,
    IReadOnlyList<int> TileNumbers)
{
    /// <summary>The channel by which the well is aligned over time; null where there is none.</summary>
    public ChannelTiles? Aligned { get; init; }

    /// <summary>The well's name in messages and files: EXPERIMENT_WELL_T1.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Experiment}_{Well}_T{Timepoint}");

    /// <summary>Number of tiles that are segmented.</summary>
    public int TileCount => Segmented.Sum(c => c.Tiles.Count);
}
