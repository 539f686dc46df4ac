namespace Stylize.Engine.DotArt;

/// <summary>Whether the background is looked for and left without dots.</summary>
public enum BackgroundUse
{
    /// <summary>Looked for with the gradient distribution, not with the tone distribution, whose dots follow the background's tone too.</summary>
    Auto,

    /// <summary>Always looked for.</summary>
    Detect,

    /// <summary>Never looked for.</summary>
    Ignore,
}
