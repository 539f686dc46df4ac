namespace Stylize.Engine.Segmentation;

/// <summary>
/// A ring around each region, such as "2,8": pixels farther than the inner and at most the outer radius from the nearest region. One number
/// is the outer radius of an expansion, whose inner radius is 0.
/// </summary>
/// <param name="IsMicrometers">True for micrometers, written "2um,8um"; false for pixels.</param>
[ValueForm<RingRadii>("an inner and a larger outer radius, such as 2,8 pixels or 1um,5um, or the radius of an expansion, such as 8")]
public readonly record struct RingRadii(double Inner, double Outer, bool IsMicrometers = false) : IParsable<RingRadii>
{
    private static readonly string[] Micrometers = ["um", "\u00b5m", "\u03bcm"];

    /// <summary>Maximum outer radius.</summary>
    public const double MaxRadius = 1000;

    /// <inheritdoc/>
    public static RingRadii Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a ring.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RingRadii result)
    {
        result = default;
        if (s?.Split(',') is not { Length: 1 or 2 } parts || !TryRadius(parts[^1], out var outer, out var isMicrometers)) return false;

        var (inner, isInnerMicrometers) = (0.0, isMicrometers);
        if (parts.Length == 2 && !TryRadius(parts[0], out inner, out isInnerMicrometers)) return false;

        // A unit at the end applies to both numbers.
        if (isInnerMicrometers && !isMicrometers) return false;

        result = new RingRadii(inner, outer, isMicrometers);
        return inner >= 0 && inner < outer && outer <= MaxRadius;
    }

    /// <summary>Returns the ring in pixels.</summary>
    /// <param name="pixelSize">Side of a pixel in micrometers.</param>
    public RingRadii InPixels(double pixelSize) => IsMicrometers ? new RingRadii(Inner / pixelSize, Outer / pixelSize) : this;

    /// <inheritdoc/>
    public override string ToString()
    {
        var unit = IsMicrometers ? Micrometers[0] : "";
        return Invariant($"{Inner:R}{unit},{Outer:R}{unit}");
    }

    private static bool TryRadius(string text, out double radius, out bool isMicrometers)
    {
        var number = text.Trim();
        var unit = Array.Find(Micrometers, u => number.EndsWith(u, StringComparison.OrdinalIgnoreCase));
        isMicrometers = unit is not null;
        return double.TryParse(
            number[..^(unit?.Length ?? 0)], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
            out radius);
    }
}
