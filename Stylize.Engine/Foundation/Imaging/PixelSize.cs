namespace Stylize.Engine.Imaging;

/// <summary>Width and height of a pixel, in the same unit.</summary>
public readonly partial record struct PixelSize(double X, double Y)
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
    /// <remarks>Words in any case, singular or plural, in American or British spelling; symbols as written, because
    /// mm and Mm are different lengths. ImageJ escapes letters other than those of ASCII.</remarks>
    internal static double? Micrometers(string unit)
    {
        var text = Escape()
            .Replace(unit.Trim('\0', ' ', '\r'), letter => $"{(char)Convert.ToInt32(letter.Groups[1].Value, 16)}")
            .Replace('\u00b5', 'u').Replace('\u03bc', 'u').Replace('\u212b', '\u00c5');
        var word = text.Length > 3 ? text.ToLowerInvariant().TrimEnd('s') : text;
        return (word.EndsWith("re", StringComparison.Ordinal) ? word[..^2] + "er" : word) switch
        {
            "um" or "micron" or "micrometer" => 1,
            "pm" or "picometer" => .000001,
            "\u00c5" or "\u00e5ngstr\u00f6m" or "angstrom" => .0001,
            "nm" or "nanometer" => .001,
            "mm" or "millimeter" => 1000,
            "cm" or "centimeter" => 10_000,
            "in" or "inch" or "inche" => 25_400,
            "dm" or "decimeter" => 100_000,
            "m" or "meter" => 1_000_000,
            _ => null,
        };
    }

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
