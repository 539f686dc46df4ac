namespace Stylize.Engine.PixelArt;

/// <summary>File formats of pixel art.</summary>
public enum PixelArtFormat
{
    /// <summary>A still PNG. An animation is reduced to its first frame.</summary>
    Png,

    /// <summary>GIF, animated if the input is.</summary>
    Gif,

    /// <summary>PNG, animated if the input is.</summary>
    Apng,

    /// <summary>Lossless WebP, animated if the input is.</summary>
    Webp,

    /// <summary>One PNG per frame, numbered from 0.</summary>
    Frames,

    /// <summary>All frames in one PNG, with a JSON file that gives their positions and times in the format of
    /// Aseprite.</summary>
    SpriteSheet,

    /// <summary>A sprite of Aseprite: one pixel per cell, with palette, times and the tags of the input.</summary>
    Aseprite,

    /// <summary>SVG with one path per color. An animation is reduced to its first frame.</summary>
    Svg,

    /// <summary>One, two or four bits per cell for displays, without a header.</summary>
    Packed,

    /// <summary>The memory of a ZX Spectrum's screen (SCREEN$).</summary>
    Scr,

    /// <summary>A Koala picture of the Commodore 64 (.koa or .kla).</summary>
    Koa,
}

/// <summary>Machines whose rules for the colors of neighboring cells are kept.</summary>
public enum AttributeCells
{
    /// <summary>ZX Spectrum: two colors of one brightness in 8 x 8 cells; a screen of 256 x 192.</summary>
    ZxSpectrum,

    /// <summary>Commodore 64, multicolor: four colors in 4 x 8 wide cells, one of them common to all; a screen of 160 x
    /// 200.</summary>
    C64,

    /// <summary>Nintendo Entertainment System: one of four sub-palettes in 16 x 16 cells; a screen of 256 x
    /// 240.</summary>
    Nes,
}

/// <summary>File formats of palettes.</summary>
public enum PaletteFormat
{
    /// <summary>GIMP palette.</summary>
    Gpl,

    /// <summary>One color per line, in hexadecimal digits.</summary>
    Hex,

    /// <summary>JASC palette.</summary>
    Pal,
}

/// <summary>How a picture fills a grid of another aspect ratio.</summary>
public enum FitMode
{
    /// <summary>Cuts off what exceeds the grid.</summary>
    Crop,

    /// <summary>Shows the whole picture, with empty cells on both sides.</summary>
    Pad,

    /// <summary>Distorts the picture.</summary>
    Stretch,
}

/// <summary>The part of a cropped picture that stays.</summary>
public enum CropPosition
{
    /// <summary>The part with most detail, of skin above all; with an image of importance, its lightest part.</summary>
    Attention,

    /// <summary>The middle.</summary>
    Center,
}

/// <summary>How palette colors are mixed in smooth areas.</summary>
[Synonym("floyd-steinberg", nameof(Diffusion))]
[Synonym("floyd", nameof(Diffusion))]
[Synonym("ordered", nameof(Bayer))]
public enum DitherMethod
{
    /// <summary>No mixing: each cell has the color that fits it best.</summary>
    None,

    /// <summary>Ordered dithering with the regular pattern of Bayer (1973), as in old games.</summary>
    Bayer,

    /// <summary>Ordered dithering with a blue-noise pattern (void and cluster; Ulichney 1993): even, without visible
    /// rows.</summary>
    BlueNoise,

    /// <summary>Error diffusion (Floyd and Steinberg 1976): closest to the photograph from a distance.</summary>
    Diffusion,

    /// <summary>Error diffusion of three quarters of the error (Atkinson): clean highlights and shadows, strong
    /// contrast.</summary>
    Atkinson,

    /// <summary>Error diffusion to twelve cells (Stucki 1981): finer patterns than those of Diffusion.</summary>
    Stucki,
}

/// <summary>The color of outlines at strong edges.</summary>
public enum OutlineStyle
{
    /// <summary>No outlines.</summary>
    None,

    /// <summary>The darkest color of the palette.</summary>
    Dark,

    /// <summary>A darker palette color that is close to the cell's own.</summary>
    Palette,
}

/// <summary>How an image is matched to a given palette.</summary>
public enum PaletteMatch
{
    /// <summary>By lightness for shades of one hue and for a narrower range of lightness than the image's; otherwise by
    /// color.</summary>
    Auto,

    /// <summary>By lightness first and hue second: the palette's range of lightness represents that of the
    /// image.</summary>
    Lightness,

    /// <summary>By the nearest color.</summary>
    Color,
}
