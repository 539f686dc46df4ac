namespace Stylize.Engine.Segmentation.Plates;

/// <summary>What the picture of a timepoint is compared with to find by how far it moved.</summary>
public enum AlignmentReference
{
    /// <summary>The first timepoint: errors do not add up.</summary>
    First,

    /// <summary>The last timepoint before whose shift is trusted, for cells that move far over time.</summary>
    Previous,
}
