namespace Stylize.Engine.DotArt;

/// <summary>Whether the background is detected and left without dots.</summary>
public enum BackgroundUse
{
    /// <summary>Detected with the gradient distribution; not with the tone distribution, which draws the background's tone too.</summary>
    Auto,

    /// <summary>Detected with either distribution.</summary>
    Detect,

    /// <summary>Not detected.</summary>
    Ignore,
}
