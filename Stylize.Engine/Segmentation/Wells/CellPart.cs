namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A part of cells around nuclei. It has the name of a segmented channel, and tile and label of its
/// nucleus.</summary>
public enum CellPart
{
    /// <summary>None: the regions of a channel, such as nuclei.</summary>
    None,

    /// <summary>The whole cell, with its nucleus.</summary>
    Cells,

    /// <summary>The cell without its nucleus.</summary>
    Cytoplasm,
}
