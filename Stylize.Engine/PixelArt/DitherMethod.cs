namespace Stylize.Engine.PixelArt;

/// <summary>How two palette colours are mixed where the photograph is smooth between them.</summary>
public enum DitherMethod
{
    /// <summary>Not at all: each cell has the colour that fits it best.</summary>
    None,

    /// <summary>By the regular pattern of Bayer (1973): the look of old game machines.</summary>
    Bayer,

    /// <summary>By a blue-noise pattern (void and cluster; Ulichney 1993): even, without visible rows.</summary>
    BlueNoise,

    /// <summary>By error diffusion (Floyd and Steinberg 1976): nearest to the photograph from a distance.</summary>
    Diffusion,
}
