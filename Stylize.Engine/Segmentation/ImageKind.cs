namespace Stylize.Engine.Segmentation;

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
