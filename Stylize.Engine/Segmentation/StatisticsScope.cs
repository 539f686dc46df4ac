namespace Stylize.Engine.Segmentation;

/// <summary>From which pixels a threshold is computed.</summary>
public enum StatisticsScope
{
    /// <summary>From those of each tile, for that tile.</summary>
    Tile,

    /// <summary>From those of all tiles of a well at one timepoint in one channel.</summary>
    Well,

    /// <summary>From those of all tiles of an experiment in one channel.</summary>
    Plate,
}
