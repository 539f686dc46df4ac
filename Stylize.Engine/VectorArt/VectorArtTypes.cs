namespace Stylize.Engine.VectorArt;

/// <summary>How areas lie on each other.</summary>
public enum AreaLayers
{
    /// <summary>An area continues below the areas that it surrounds.</summary>
    Stacked,

    /// <summary>Areas lie side by side, for cutters and inks that do not cover each other.</summary>
    Flat,
}

/// <summary>Whether the color of the background is drawn.</summary>
public enum AreaBackground
{
    /// <summary>It is drawn.</summary>
    Keep,

    /// <summary>The color that most of the frame has is left out.</summary>
    Transparent,
}
