namespace Stylize.Engine.PixelArt;

/// <summary>The file formats of palettes.</summary>
public enum PaletteFormat
{
    /// <summary>GIMP palette.</summary>
    Gpl,

    /// <summary>One colour a line in hex digits.</summary>
    Hex,

    /// <summary>JASC palette.</summary>
    Pal,
}
