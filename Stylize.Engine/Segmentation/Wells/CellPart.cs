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

internal static class CellParts
{
    /// <summary>Returns true for a channel that has the name of a part of cells. A number is the name of a
    /// channel.</summary>
    public static bool IsName(string channel) =>
        channel.Equals(nameof(CellPart.Cells), StringComparison.OrdinalIgnoreCase)
            || channel.Equals(nameof(CellPart.Cytoplasm), StringComparison.OrdinalIgnoreCase);
}
