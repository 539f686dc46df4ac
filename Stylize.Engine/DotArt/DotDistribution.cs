namespace Stylize.Engine.DotArt;

/// <summary>What decides where dots are placed.</summary>
public enum DotDistribution
{
    /// <summary>Edges and texture: the pixels of the strongest gradients first.</summary>
    Gradient,

    /// <summary>Tone: ink everywhere in proportion to darkness, by weighted Voronoi stippling (Secord, NPAR 2002).</summary>
    Tone,
}
