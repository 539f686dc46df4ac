namespace Stylize.Engine.DotArt;

/// <summary>How the photograph's colours become inks.</summary>
public enum Separation
{
    /// <summary>Each dot has one colour: the image's, the one colour, or the nearest of the palette or the pens.</summary>
    None,

    /// <summary>The colour of each place is a mixture of the pens or the palette's colours, and each is stippled by its share.</summary>
    Inks,

    /// <summary>Halftone screens of cyan, magenta, yellow and black, or of four pens in that order.</summary>
    Cmyk,
}
