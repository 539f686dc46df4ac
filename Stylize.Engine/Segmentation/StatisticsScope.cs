namespace Stylize.Engine.Segmentation;

/// <summary>Whose pixels a threshold is computed from.</summary>
public enum StatisticsScope
{
    /// <summary>Each tile has its own.</summary>
    Tile,

    /// <summary>One for all tiles of a well at one timepoint in one channel.</summary>
    Well,

    /// <summary>One for all tiles of an experiment in one channel.</summary>
    Plate,
}
