namespace Stylize.Engine.Segmentation;

/// <summary>Gates of the quality of images. Those that are chosen leave the images that fail them out of the
/// statistics.</summary>
[Flags]
public enum QualityGates
{
    /// <summary>Quality is not measured.</summary>
    None = 0,

    /// <summary>Quality is measured and shown, and excludes no image.</summary>
    Report = 1,

    /// <summary>Images out of focus.</summary>
    Focus = 1 << 1,

    /// <summary>Images with many saturated pixels.</summary>
    Saturation = 1 << 2,

    /// <summary>Images with bright pixels outside of objects.</summary>
    Debris = 1 << 3,

    /// <summary>Images without anything that stands out.</summary>
    Blank = 1 << 4,

    /// <summary>Images with far fewer objects than others.</summary>
    FewCells = 1 << 5,

    /// <summary>Images with far more objects than others.</summary>
    ManyCells = 1 << 6,

    /// <summary>Images with dark objects on a bright ground.</summary>
    Dark = 1 << 7,

    /// <summary>Images of phase contrast, walls, spots or noise: see <see cref="ImageKind"/>.</summary>
    Kind = 1 << 8,

    /// <summary>Images in which no object covers a part of what is as bright as objects.</summary>
    Uncovered = 1 << 9,

    /// <summary>All gates.</summary>
    All = (1 << 10) - 1,
}
