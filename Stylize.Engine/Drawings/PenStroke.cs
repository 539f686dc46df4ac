namespace Stylize.Engine.Drawings;

/// <summary>The stroke of a pen that fills a dot. A dot that is not wider than the nib is a tap. A wider dot is a
/// spiral of half circles, followed by a full circle along its edge. The spiral starts a quarter of the pitch left of
/// the center; its half circles alternate between two centers half a pitch apart, and each has a radius half a pitch
/// larger than the previous one. Lengths are in millimeters.</summary>
/// <param name="Pitch">Distance between two turns; at most the nib width.</param>
/// <param name="Outer">Radius of the last circle; 0 for a tap.</param>
internal readonly record struct PenStroke(int HalfCircles, double Pitch, double Outer)
{
    /// <summary>Length of the line of a tap; not 0, because some readers drop lines of length 0.</summary>
    public const double TapLength = 0.01;

    public static PenStroke ForDot(double radius, double nib)
    {
        var outer = radius - (nib / 2);
        if (outer <= TapLength / 2) return default;

        var halves = outer <= nib / 2 ? 0 : (int)Math.Ceiling((2 * outer / nib) - 0.5);
        return new PenStroke(halves, 4 * outer / ((2 * halves) + 1), outer);
    }

    /// <summary>True if the pen only touches the paper.</summary>
    public bool IsTap => Outer == 0;

    /// <summary>1 if the spiral ends to the right of the center; -1 if it ends to the left.</summary>
    public int Side => (HalfCircles & 1) == 1 ? 1 : -1;

    /// <summary>Offset of the start of the stroke from the center of the dot, to the right.</summary>
    public double StartX => IsTap ? -TapLength / 2 : -Pitch / 4;

    /// <summary>Offset of the end of the stroke from the center of the dot, to the right.</summary>
    public double EndX => IsTap ? TapLength / 2 : Side * Outer;

    /// <summary>Number of half circles, including the two of the edge; 0 for a tap.</summary>
    public int AllHalfCircles => IsTap ? 0 : HalfCircles + 2;

    /// <summary>Returns the offset of the end of a half circle from the center of the dot, to the right.</summary>
    /// <param name="k">Number of the half circle, starting at 1.</param>
    public double EndOf(int k) => k > HalfCircles
        ? (k == HalfCircles + 1 ? -1 : 1) * Side * Outer
        : ((k & 1) == 1 ? 1 : -1) * ((2 * k) + 1) * Pitch / 4;

    /// <summary>Adds the stroke to a path, around the center of its dot. A tap is a single point.</summary>
    public void AddTo(DrawingPath path, double x, double y)
    {
        path.Move(x + (IsTap ? 0 : StartX), y);
        for (var k = 1; k <= AllHalfCircles; k++)
        {
            path.HalfCircle(x + EndOf(k), y);
        }
    }

    public double Length =>
        IsTap ? TapLength : (Math.PI * Pitch / 4 * HalfCircles * (HalfCircles + 1)) + (2 * Math.PI * Outer);
}
