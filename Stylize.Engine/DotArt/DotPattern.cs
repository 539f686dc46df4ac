namespace Stylize.Engine.DotArt;

/// <summary>Whether dots are free or stand on a grid.</summary>
public enum DotPattern
{
    /// <summary>Places chosen by the distribution.</summary>
    Free,

    /// <summary>A hexagonal halftone grid; sizes chosen by the distribution.</summary>
    Hexagonal,

    /// <summary>A square halftone grid; sizes chosen by the distribution.</summary>
    Square,
}
