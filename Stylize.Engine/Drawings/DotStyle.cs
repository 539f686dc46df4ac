namespace Stylize.Engine.Drawings;

/// <summary>Outline of a dot. Every outline lies inside the circle of the dot's radius, so shapes do not overlap if
/// their circles do not.</summary>
public enum DotShape
{
    /// <summary>A disc of the dot's radius.</summary>
    Circle,

    /// <summary>A square with horizontal and vertical sides, its corners on the circle.</summary>
    Square,

    /// <summary>A square rotated by 45 degrees, its corners on the circle.</summary>
    Diamond,

    /// <summary>An equilateral triangle pointing up, its corners on the circle.</summary>
    Triangle,
}

/// <summary>How dots look.</summary>
/// <param name="Precision">Number of decimals of the centers of discs; other shapes have one more.</param>
internal sealed record DotStyle(DotShape Shape, int Precision)
{
    private const double Sqrt3Half = 0.8660254037844386;

    /// <summary>True if each dot is an element that programs can move and order.</summary>
    public bool IsSeparate { get; init; }

    /// <summary>The edges of discs; null for none.</summary>
    public DotEdge? Edge { get; init; }

    public int Decimals => Shape == DotShape.Circle ? Precision : Precision + 1;

    /// <summary>The number of units of dimensions in a pixel.</summary>
    public double Unit { get; } = PortableMath.Pow(10, Shape == DotShape.Circle ? Precision : Precision + 1);

    /// <summary>Returns half the width of a square, diamond or triangle, and its extent above and below the center, in
    /// units. They are rounded down and at least 1, so that all files show the same outlines.</summary>
    public (long Half, long Above, long Below) Extent(double radius)
    {
        var half = Shape switch
        {
            DotShape.Square => Whole(Math.Sqrt(0.5), 0),
            DotShape.Triangle => Whole(Sqrt3Half, 0),
            _ => Whole(1, 1e-3),
        };
        if (Shape != DotShape.Triangle) return (half, half, half);

        var height = Whole(1.5, 1e-3);
        return (half, height * 2 / 3, height - (height * 2 / 3));

        long Whole(double share, double slack) => Math.Max(1, (long)Math.Floor((radius * Unit * share) + slack));
    }

    /// <summary>Replaces a path by the outline of a dot.</summary>
    public DrawingPath Outline(DrawingPath path, in Dot dot)
    {
        path.Clear();
        double x = dot.X, y = dot.Y, radius = dot.Radius;
        if (Shape == DotShape.Circle)
        {
            return path.Move(x + radius, y).HalfCircle(x - radius, y).HalfCircle(x + radius, y);
        }

        var extent = Extent(radius);
        double half = extent.Half / Unit, top = y - (extent.Above / Unit), bottom = y + (extent.Below / Unit);
        _ = Shape switch
        {
            DotShape.Square =>
                path.Move(x - half, top).Line(x + half, top).Line(x + half, bottom).Line(x - half, bottom),
            DotShape.Diamond => path.Move(x, top).Line(x + half, y).Line(x, bottom).Line(x - half, y),
            _ => path.Move(x, top).Line(x + half, bottom).Line(x - half, bottom),
        };
        return path.Close();
    }

    /// <summary>Returns width and color of the edge of a dot; null if it has none.</summary>
    public (float Width, Rgba32 Color)? EdgeOf(in Dot dot) =>
        Edge is { } edge ? (edge.Width, dot.Color with { A = edge.Alpha }) : null;
}

/// <summary>The edges of discs, half inside and half outside of them.</summary>
/// <param name="Alpha">Opacity of the edges.</param>
/// <param name="DiscAlpha">Opacity of the discs.</param>
internal readonly record struct DotEdge(float Width, byte Alpha, byte DiscAlpha);
