namespace Stylize.Engine.DotArt;

/// <summary>How much ink a pixel asks for.</summary>
public enum ToneCurve
{
    /// <summary>Coverage = 1 - encoded (sRGB) grey. What halftone tools aim at; keeps shadows open.</summary>
    Encoded,

    /// <summary>Coverage = 1 - linear luminance: the page reflects what the scene did. Much darker shadows.</summary>
    Linear,
}
