namespace Stylize.Engine.Segmentation;

/// <summary>
/// How pixels are corrected for the background before anything else is done with them. The level of the background is the median of the
/// pixels, which is right where objects cover less than half of them.
/// </summary>
public enum BackgroundCorrection
{
    /// <summary>No correction.</summary>
    None,

    /// <summary>The level of the tile is subtracted; negative results become 0.</summary>
    SubtractTile,

    /// <summary>The level of all tiles of the well, timepoint and channel is subtracted; negative results become 0.</summary>
    SubtractWell,

    /// <summary>Pixels are divided by the level of the tile, in thousandths: rounded half to even, at most 65535.</summary>
    DivideTile,

    /// <summary>Pixels are divided by the level of all tiles of the well, timepoint and channel, in thousandths.</summary>
    DivideWell,
}
