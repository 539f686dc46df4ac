namespace Stylize.Engine.DotArt;

/// <summary>How much of the paper ink covers for a grey of the image.</summary>
public enum ToneCurve
{
    /// <summary>Coverage = 1 - sRGB-encoded grey, as in common halftoning tools; keeps detail in the shadows.</summary>
    Encoded,

    /// <summary>Coverage = 1 - linear luminance: the page reflects light in proportion to the scene. Much darker.</summary>
    Linear,
}
