namespace Stylize.Engine.DotArt.Drawing;

/// <summary>
/// Lengths of the shapes, rounded down to whole numbers of 1 / unit pixels and at least 1, so that the SVG and the PNG show the same
/// outlines.
/// </summary>
internal static class DotOutline
{
    private const double Sqrt3Half = 0.8660254037844386;

    /// <summary>Half the side of the square inscribed in the circle.</summary>
    public static long HalfSide(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Math.Sqrt(0.5)));

    /// <summary>Half the diagonal of the diamond inscribed in the circle: the radius.</summary>
    public static long HalfDiagonal(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit) + 1e-3));

    /// <summary>Half the base of the equilateral triangle inscribed in the circle.</summary>
    public static long HalfBase(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Sqrt3Half));

    /// <summary>Height of the equilateral triangle inscribed in the circle.</summary>
    public static long Height(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit * 1.5) + 1e-3));
}
