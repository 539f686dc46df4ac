namespace Stylize.Engine.Segmentation;

/// <summary>Further measurements of regions, which take longer than all properties together.</summary>
[Flags]
public enum RegionMeasures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Number of regions nearby, distances to the nearest ones, and the share of the border that touches
    /// others.</summary>
    Neighbors = 1,

    /// <summary>Correlation and overlap of each pair of channels (Manders, Verbeek and Aten 1993).</summary>
    Colocalization = 1 << 1,

    /// <summary>Texture from gray levels of adjacent pixels (Haralick, Shanmugam and Dinstein 1973), for each
    /// channel.</summary>
    Texture = 1 << 2,

    /// <summary>Loss of intensity by openings of growing size, for each channel.</summary>
    Granularity = 1 << 3,

    /// <summary>Distribution of intensity from the center to the border, for each channel.</summary>
    Radial = 1 << 4,

    /// <summary>All of these.</summary>
    All = (1 << 5) - 1,
}
