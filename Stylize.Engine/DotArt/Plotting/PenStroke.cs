namespace Stylize.Engine.DotArt.Plotting;

/// <summary>
/// How a pen draws a dot. One no wider than the nib is a tap. A wider one is a spiral of half circles, whose turns are a nib apart, and a
/// last full circle that touches the dot's edge: from a quarter of the nib left of the centre, along half circles about two points
/// half a nib apart, each half a nib wider than the one before. Millimetres.
/// </summary>
/// <param name="Nib">Width of the nib.</param>
/// <param name="HalfCircles">Number of half circles.</param>
/// <param name="Outer">Radius of the last circle; 0 for a tap.</param>
internal readonly record struct PenStroke(double Nib, int HalfCircles, double Outer)
{
    /// <summary>Length of a tap's line, so that every reader sees a line.</summary>
    public const double TapLength = 0.01;

    /// <summary>The stroke of a dot.</summary>
    /// <param name="radius">The dot's radius.</param>
    /// <param name="nib">Width of the nib.</param>
    public static PenStroke Of(double radius, double nib)
    {
        var outer = radius - (nib / 2);
        return outer <= TapLength / 2 ? new PenStroke(nib, 0, 0) : new PenStroke(nib, Math.Max(0, (int)((2 * outer / nib) - 0.5)), outer);
    }

    /// <summary>True where the pen only touches the paper.</summary>
    public bool IsTap => Outer == 0;

    /// <summary>True where the stroke begins inside its circle.</summary>
    public bool HasCore => Outer > Nib / 2;

    /// <summary>1 where the spiral ends right of the centre, -1 where it ends left of it.</summary>
    public int Side => (HalfCircles & 1) == 1 ? 1 : -1;

    /// <summary>From the dot's centre to the stroke's beginning, to the right.</summary>
    public double StartX => IsTap ? -TapLength / 2 : HasCore ? -Nib / 4 : Side * Outer;

    /// <summary>From the dot's centre to the stroke's end, to the right.</summary>
    public double EndX => IsTap ? TapLength / 2 : Side * Outer;

    /// <summary>Drawn length.</summary>
    public double Length
    {
        get
        {
            if (IsTap)
            {
                return TapLength;
            }

            var spiral = Math.PI * Nib / 2 * HalfCircles * (HalfCircles + 1) / 2;
            return spiral + (HasCore ? Outer - SpiralEnd : 0) + (2 * Math.PI * Outer);
        }
    }

    /// <summary>From the dot's centre to the end of the half circles, on the <see cref="Side"/>.</summary>
    public double SpiralEnd => ((2 * HalfCircles) + 1) * Nib / 4;
}
