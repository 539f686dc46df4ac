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

/// <summary>The kind of an image, as far as its pixels show it.</summary>
public enum ImageKind
{
    /// <summary>Bright objects, such as nuclei in fluorescence, or nothing known.</summary>
    Objects,

    /// <summary>Dark objects on a bright ground, such as stained tissue or cells in bright field.</summary>
    Dark,

    /// <summary>
    /// Parts darker and parts brighter than the ground, such as cells in phase contrast with their halos.
    /// </summary>
    Phase,

    /// <summary>Bright walls or outlines around dark cells.</summary>
    Walls,

    /// <summary>Spots of less than 8 pixels.</summary>
    Spots,

    /// <summary>Hardly brighter than the noise.</summary>
    Faint,
}
