namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The nominal overlap of neighboring tiles, in pixels or as a share of the side of a tile.</summary>
[ValueForm<TileOverlap>("pixels such as 205, or a percentage of the side of a tile such as 10%")]
public readonly record struct TileOverlap(double Value, bool IsPercent) : IParsable<TileOverlap>
{
    /// <inheritdoc/>
    public static TileOverlap Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var overlap) ? overlap : throw new FormatException($"'{s}' is not an overlap such as 10%.");

    /// <summary>Parses 205, 205px or 10%.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TileOverlap result)
    {
        var text = (s ?? "").Trim();
        var isPercent = text.EndsWith('%');
        var number = isPercent ? text[..^1] : text.EndsWith("px", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        var isNumber = double.TryParse(number.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        result = new(value, isPercent);
        return isNumber && value >= 0 && value <= (isPercent ? 50 : 100_000);
    }

    /// <summary>Returns the overlap in pixels for tiles of a side, at most half of it.</summary>
    public int Pixels(int side) => (int)Math.Min(Math.Round(IsPercent ? side * Value / 100 : Value), side / 2.0);

    /// <summary>Returns the overlap as text, such as 10%.</summary>
    public override string ToString() => Invariant($"{Value:0.####}{(IsPercent ? "%" : "")}");
}
