namespace Stylize.Engine.Segmentation.Plates;

/// <summary>What is written beside the regions of an overlay.</summary>
public enum OverlayNumbers
{
    /// <summary>The number of the region's track; its label where it has none.</summary>
    Track,

    /// <summary>The region's label, as in masks and tables.</summary>
    Label,

    /// <summary>Nothing.</summary>
    None,
}
