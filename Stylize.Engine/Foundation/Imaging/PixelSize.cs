namespace Stylize.Engine.Imaging;

/// <summary>Width and height of a pixel, in the same unit.</summary>
public readonly record struct PixelSize(double X, double Y)
{
    /// <summary>Area of a pixel.</summary>
    public double Area => X * Y;

    /// <summary>True if the sides differ by at most 1%.</summary>
    public bool IsSquare => Math.Abs(X - Y) <= .01 * Math.Max(X, Y);

    /// <summary>Converts the side of a square pixel.</summary>
    public static implicit operator PixelSize(double side) => new(side, side);

    /// <summary>Returns a size; null unless both sides are positive and finite.</summary>
    internal static PixelSize? Find(double? x, double? y) =>
        x is > 0 and < double.PositiveInfinity && y is > 0 and < double.PositiveInfinity
            ? new(x.Value, y.Value) : null;

    /// <summary>Returns the length of a unit in micrometers; null for any other text, such as pixel.</summary>
    internal static double? Micrometers(string unit) => (unit.Length > 3 ? unit.Trim().TrimEnd('s') : unit) switch
    {
        "\u00b5m" or "\u03bcm" or "\\u00B5m" or "um" or "micron" or "micrometer" or "micrometre" => 1,
        "\u00c5" or "\u212b" or "angstrom" => .0001,
        "nm" or "nanometer" => .001,
        "mm" or "millimeter" => 1000,
        "cm" or "centimeter" => 10_000,
        "in" or "inch" or "inche" => 25_400,
        "m" or "meter" => 1_000_000,
        _ => null,
    };
}
