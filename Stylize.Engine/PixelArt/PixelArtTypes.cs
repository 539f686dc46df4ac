namespace Stylize.Engine.PixelArt;

/// <summary>The file formats of pixel art.</summary>
public enum PixelArtFormat
{
    /// <summary>A still PNG; of an animation its first frame.</summary>
    Png,

    /// <summary>GIF, which moves if the input does.</summary>
    Gif,

    /// <summary>PNG, which moves if the input does.</summary>
    Apng,

    /// <summary>Lossless WebP, which moves if the input does.</summary>
    Webp,

    /// <summary>A PNG for each frame, numbered from 0.</summary>
    Frames,

    /// <summary>All frames in one PNG, with a JSON file that gives the position of each frame, as Aseprite exports it.</summary>
    SpriteSheet,
}

/// <summary>The file formats of palettes.</summary>
public enum PaletteFormat
{
    /// <summary>GIMP palette.</summary>
    Gpl,

    /// <summary>One color per line in hex digits.</summary>
    Hex,

    /// <summary>JASC palette.</summary>
    Pal,
}

/// <summary>How two palette colors are mixed where the photograph is smooth between them.</summary>
public enum DitherMethod
{
    /// <summary>Not at all: each cell has the color that fits it best.</summary>
    None,

    /// <summary>By the regular pattern of Bayer (1973): the look of old game machines.</summary>
    Bayer,

    /// <summary>By a blue-noise pattern (void and cluster; Ulichney 1993): even, without visible rows.</summary>
    BlueNoise,

    /// <summary>By error diffusion (Floyd and Steinberg 1976): nearest to the photograph from a distance.</summary>
    Diffusion,
}

/// <summary>The color of contours at strong edges.</summary>
public enum OutlineStyle
{
    /// <summary>No contours.</summary>
    None,

    /// <summary>The darkest color of the palette.</summary>
    Dark,

    /// <summary>A darker color of the palette that is near to the cell's own.</summary>
    Palette,
}
