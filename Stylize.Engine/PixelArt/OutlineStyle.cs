namespace Stylize.Engine.PixelArt;

/// <summary>The colour of contours at strong edges.</summary>
public enum OutlineStyle
{
    /// <summary>No contours.</summary>
    None,

    /// <summary>The darkest colour of the palette.</summary>
    Dark,

    /// <summary>A darker colour of the palette that is near to the cell's own.</summary>
    Palette,
}
