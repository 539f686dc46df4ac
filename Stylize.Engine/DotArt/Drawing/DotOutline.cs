namespace Stylize.Engine.DotArt.Drawing;

/// <summary>The shapes as both writers draw them: lengths in a unit of 10^-decimals pixels, whole numbers.</summary>
internal static class DotOutline
{
    private const double Sqrt3Half = 0.8660254037844386;

    /// <summary>Half the side of the square in the circle.</summary>
    public static long HalfSide(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Math.Sqrt(0.5)));

    /// <summary>Half the diagonal of the diamond: the radius.</summary>
    public static long HalfDiagonal(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit) + 1e-3));

    /// <summary>Half the base of the triangle in the circle.</summary>
    public static long HalfBase(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Sqrt3Half));

    /// <summary>Height of the triangle in the circle.</summary>
    public static long Height(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit * 1.5) + 1e-3));
}
