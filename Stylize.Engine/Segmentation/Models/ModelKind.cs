namespace Stylize.Engine.Segmentation.Models;

/// <summary>What the outputs of a model mean.</summary>
internal enum ModelKind
{
    /// <summary>Star-convex polygons (Schmidt et al. 2018): a probability, and distances to the border along rays.</summary>
    StarDist,

    /// <summary>Flows to the centers of objects, vertical and horizontal, and the logit of the foreground (Stringer et al. 2021).</summary>
    Flows,

    /// <summary>The probability that a pixel belongs to an object.</summary>
    Probability,

    /// <summary>The number of the object of each pixel, 0 for the background.</summary>
    Labels,
}
