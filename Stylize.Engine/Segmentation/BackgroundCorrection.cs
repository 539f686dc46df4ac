namespace Stylize.Engine.Segmentation;

/// <summary>What is done to pixels before anything else. The background is the lower median of the pixels, which is background where objects cover less than half.</summary>
public enum BackgroundCorrection
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The tile's background is subtracted; what would be negative is 0.</summary>
    SubtractTile,

    /// <summary>The background of all tiles of the well, timepoint and channel is subtracted.</summary>
    SubtractWell,

    /// <summary>Pixels become thousandths of the tile's background, rounded to even and limited to 65535.</summary>
    DivideTile,

    /// <summary>Pixels become thousandths of the background of all tiles of the well, timepoint and channel.</summary>
    DivideWell,
}
