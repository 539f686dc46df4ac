namespace Stylize.Engine.DotArt;

/// <summary>
/// Outline of a dot. Every outline lies inside the circle of the dot's radius: where the circles do not overlap, the shapes do not either.
/// </summary>
public enum DotShape
{
    /// <summary>A disc of the dot's radius.</summary>
    Circle,

    /// <summary>A square with horizontal and vertical sides, its corners on the circle.</summary>
    Square,

    /// <summary>A square turned by 45 degrees, its corners on the circle.</summary>
    Diamond,

    /// <summary>An equilateral triangle pointing up, its corners on the circle.</summary>
    Triangle,
}
