namespace Stylize.Engine.DotArt;

/// <summary>The image property that determines the placement of dots. The traits say which options a kind of drawing
/// has; its <see cref="DrawingKind"/> says the rest.</summary>
public enum DotDistribution
{
    /// <summary>Edges and texture: the pixels with the strongest gradients get dots first.</summary>
    [Traits(KindTraits.Dots | KindTraits.Shapes | KindTraits.Colors | KindTraits.Palette)]
    Gradient,

    /// <summary>Tone: ink in proportion to darkness, by weighted Voronoi stippling (Secord, NPAR 2002).</summary>
    [Traits(KindTraits.Dots | KindTraits.Shapes | KindTraits.Taps | KindTraits.Colors | KindTraits.Palette
        | KindTraits.Separation)]
    Tone,

    /// <summary>Color: translucent discs with wet edges, painted over each other from large to small.</summary>
    [Traits(KindTraits.Dots | KindTraits.Washes)]
    Wash,

    /// <summary>Ink: dark areas and edges in one ink, as in a linocut, by the extended difference of Gaussians
    /// (Winnemöller and others, 2012), stippled like <see cref="Tone"/>.</summary>
    [Traits(KindTraits.Dots | KindTraits.Shapes | KindTraits.Taps | KindTraits.LineWidth)]
    Ink,

    /// <summary>Hatching: parallel lines, crossed by lines of other directions in darker tones.</summary>
    [Traits(KindTraits.Strokes | KindTraits.Palette | KindTraits.Separation | KindTraits.LineWidth
        | KindTraits.Directions)]
    Hatch,

    /// <summary>Engraving: evenly spaced lines whose width, or amplitude with pens, follows the tone.</summary>
    [Traits(KindTraits.Strokes | KindTraits.Palette | KindTraits.Separation | KindTraits.LineWidth
        | KindTraits.Directions)]
    Engrave,

    /// <summary>Flow: evenly spaced strokes along edges (Jobard and Lefer, 1997).</summary>
    [Traits(KindTraits.Strokes | KindTraits.Palette | KindTraits.Separation | KindTraits.LineWidth)]
    Flow,
}

/// <summary>The lines of an engraving.</summary>
public enum EngravePattern
{
    /// <summary>Straight lines.</summary>
    Lines,

    /// <summary>Parallel waves.</summary>
    Waves,

    /// <summary>A spiral from the center.</summary>
    Spiral,

    /// <summary>Concentric circles.</summary>
    Circles,
}

/// <summary>Whether dots are placed freely or on a halftone grid.</summary>
public enum DotPattern
{
    /// <summary>Positions chosen by the distribution.</summary>
    Free,

    /// <summary>A hexagonal halftone grid; the distribution chooses only the sizes.</summary>
    Hexagonal,

    /// <summary>A square halftone grid; the distribution chooses only the sizes.</summary>
    Square,
}

/// <summary>The share of the paper that ink covers, as a function of gray.</summary>
public enum ToneCurve
{
    /// <summary>Coverage = 1 - sRGB-encoded gray, as in common halftoning tools; keeps detail in the shadows.</summary>
    Encoded,

    /// <summary>Coverage = 1 - linear luminance: the paper reflects light in proportion to the scene, which is much
    /// darker.</summary>
    Linear,
}

/// <summary>How the colors of the image are separated into inks.</summary>
public enum Separation
{
    /// <summary>Each dot has one color: that of the image, the single color, or the nearest color of the palette or the
    /// pens.</summary>
    None,

    /// <summary>The color of each region is a mixture of the pens or palette colors, each stippled according to its
    /// share.</summary>
    Inks,

    /// <summary>Halftone screens of cyan, magenta, yellow and black, or of four pens in that order.</summary>
    Cmyk,
}

/// <summary>Whether the background is detected and left without dots.</summary>
public enum BackgroundUse
{
    /// <summary>Detected by presets that draw edges only; others draw the tone of the background.</summary>
    Auto,

    /// <summary>Detected.</summary>
    Detect,

    /// <summary>Not detected.</summary>
    Ignore,
}
