namespace Stylize.Engine.DotArt;

/// <summary>What the places of the dots follow.</summary>
public enum DotDistribution
{
    /// <summary>Edges and texture: the strongest gradients first.</summary>
    Gradient,

    /// <summary>Tone: ink everywhere in proportion to darkness, by weighted Linde-Buzo-Gray stippling.</summary>
    Tone,
}
