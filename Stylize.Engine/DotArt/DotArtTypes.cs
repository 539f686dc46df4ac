namespace Stylize.Engine.DotArt;

/// <summary>What decides where dots are placed.</summary>
public enum DotDistribution
{
    /// <summary>Edges and texture: the pixels of the strongest gradients first.</summary>
    Gradient,

    /// <summary>Tone: ink everywhere in proportion to darkness, by weighted Voronoi stippling (Secord, NPAR 2002).</summary>
    Tone,
}

/// <summary>Whether dots are placed freely or on a halftone grid.</summary>
public enum DotPattern
{
    /// <summary>Places chosen by the distribution.</summary>
    Free,

    /// <summary>A hexagonal halftone grid; the distribution chooses the sizes.</summary>
    Hexagonal,

    /// <summary>A square halftone grid; the distribution chooses the sizes.</summary>
    Square,
}

/// <summary>Outline of a dot. Every outline lies inside the circle of the dot's radius: where the circles do not overlap, the shapes do not
/// either.</summary>
public enum DotShape
{
    /// <summary>A disc of the dot's radius.</summary>
    Circle,

    /// <summary>A square with horizontal and vertical sides, its corners on the circle.</summary>
    Square,

    /// <summary>A square turned by 45 degrees, its corners on the circle.</summary>
    Diamond,

    /// <summary>An equilateral triangle pointing up, its corners on the circle.</summary>
    Triangle,
}

/// <summary>Format of the written file.</summary>
public enum DotFormat
{
    /// <summary>Scalable Vector Graphics.</summary>
    Svg,

    /// <summary>The same dots drawn with antialiasing.</summary>
    Png,

    /// <summary>Commands of a pen plotter, HP-GL.</summary>
    Hpgl,
}

/// <summary>How much of the paper ink covers for a gray of the image.</summary>
public enum ToneCurve
{
    /// <summary>Coverage = 1 - sRGB-encoded gray, as in common halftoning tools; keeps detail in the shadows.</summary>
    Encoded,

    /// <summary>Coverage = 1 - linear luminance: the page reflects light in proportion to the scene. Much darker.</summary>
    Linear,
}

/// <summary>How the photograph's colors become inks.</summary>
public enum Separation
{
    /// <summary>Each dot has one color: the image's, the one color, or the nearest of the palette or the pens.</summary>
    None,

    /// <summary>The color of each place is a mixture of the pens or the palette's colors, and each is stippled by its share.</summary>
    Inks,

    /// <summary>Halftone screens of cyan, magenta, yellow and black, or of four pens in that order.</summary>
    Cmyk,
}

/// <summary>Whether the background is detected and left without dots.</summary>
public enum BackgroundUse
{
    /// <summary>Detected with the gradient distribution; not with the tone distribution, which draws the background's tone too.</summary>
    Auto,

    /// <summary>Detected with either distribution.</summary>
    Detect,

    /// <summary>Not detected.</summary>
    Ignore,
}

/// <summary>How a sheet lies.</summary>
public enum SheetOrientation
{
    /// <summary>As the image lies.</summary>
    Auto,

    /// <summary>Higher than wide.</summary>
    Portrait,

    /// <summary>Wider than high.</summary>
    Landscape,
}
