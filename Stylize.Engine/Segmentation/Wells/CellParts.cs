namespace Stylize.Engine.Segmentation.Wells;

internal static class CellParts
{
    /// <summary>Returns true for a channel that has the name of a part of cells. A number is the name of a
    /// channel.</summary>
    public static bool IsName(string channel) =>
        channel.Equals(nameof(CellPart.Cells), StringComparison.OrdinalIgnoreCase)
            || channel.Equals(nameof(CellPart.Cytoplasm), StringComparison.OrdinalIgnoreCase);
}
