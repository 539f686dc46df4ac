namespace Stylize.Engine.DotArt;

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
