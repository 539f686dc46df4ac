namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>How cells are linked through time. Each is linked so that the sum over all cells is the best there is.</summary>
public enum TrackMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the share of pixels that both have, for cells that move by less than their size.</summary>
    Overlap,

    /// <summary>By the distance of the centroids.</summary>
    Nearest,

    /// <summary>
    /// By the distance from where a cell would be if it and its neighbours moved on as before, and by how its area changes.
    /// </summary>
    Motion,
}
