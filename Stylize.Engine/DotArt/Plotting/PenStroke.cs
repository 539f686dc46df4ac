namespace Stylize.Engine.DotArt.Plotting;

/// <summary>
/// How a pen draws a dot. One no wider than the nib is a tap. A wider one is a spiral of half circles that ends at the dot's edge, and a
/// full circle along it: from a quarter of the pitch left of the centre, along half circles about two points half a pitch apart, each
/// half a pitch wider than the one before. Millimetres.
/// </summary>
/// <param name="HalfCircles">Number of half circles.</param>
/// <param name="Pitch">Distance of two turns, at most the nib's width.</param>
/// <param name="Outer">Radius of the last circle; 0 for a tap.</param>
internal readonly record struct PenStroke(int HalfCircles, double Pitch, double Outer)
{
    /// <summary>Length of a tap's line, so that every reader sees a line.</summary>
    public const double TapLength = 0.01;

    /// <summary>The stroke of a dot.</summary>
    /// <param name="radius">The dot's radius.</param>
    /// <param name="nib">Width of the nib.</param>
    public static PenStroke Of(double radius, double nib)
    {
        var outer = radius - (nib / 2);
        if (outer <= TapLength / 2)
        {
            return default;
        }

        var halves = outer <= nib / 2 ? 0 : (int)Math.Ceiling((2 * outer / nib) - 0.5);
        return new PenStroke(halves, 4 * outer / ((2 * halves) + 1), outer);
    }

    /// <summary>True where the pen only touches the paper.</summary>
    public bool IsTap => Outer == 0;

    /// <summary>1 where the spiral ends right of the centre, -1 where it ends left of it.</summary>
    public int Side => (HalfCircles & 1) == 1 ? 1 : -1;

    /// <summary>From the dot's centre to the stroke's beginning, to the right.</summary>
    public double StartX => IsTap ? -TapLength / 2 : -Pitch / 4;

    /// <summary>From the dot's centre to the stroke's end, to the right.</summary>
    public double EndX => IsTap ? TapLength / 2 : Side * Outer;

    /// <summary>Drawn length.</summary>
    public double Length =>
        IsTap ? TapLength : (Math.PI * Pitch / 4 * HalfCircles * (HalfCircles + 1)) + (2 * Math.PI * Outer);
}
