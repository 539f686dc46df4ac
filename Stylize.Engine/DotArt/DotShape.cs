namespace Stylize.Engine.DotArt;

/// <summary>The outline of a dot. Whatever the outline, it stays inside the circle of the dot's radius, so dots that are apart as circles are apart as shapes.</summary>
public enum DotShape
{
    /// <summary>A disc of the dot's radius.</summary>
    Circle,

    /// <summary>An upright square with its corners on the circle.</summary>
    Square,

    /// <summary>A square standing on a corner, its corners on the circle.</summary>
    Diamond,

    /// <summary>An equilateral triangle pointing up, its corners on the circle.</summary>
    Triangle,
}
