using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>A length on paper.</summary>
/// <param name="Millimetres">The length in millimetres.</param>
[ValueForm("a length such as 10mm, 1cm or 0.4in; a bare number is in millimetres")]
public readonly record struct Length(double Millimetres) : IParsable<Length>
{
    private static readonly (string Name, double Millimetres)[] Units =
        [("mm", 1), ("cm", 10), ("in", 25.4), ("\"", 25.4), ("pt", 25.4 / 72)];

    /// <inheritdoc/>
    public static Length Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var length) ? length : throw new FormatException($"'{s}' is no length such as 10mm.");

    /// <summary>Reads 10mm, 1cm, 0.4in, 12pt, or a bare number of millimetres.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Length result)
    {
        result = default;
        var text = (s ?? "").Trim().ToLowerInvariant();
        var unit = Array.Find(Units, u => text.EndsWith(u.Name, StringComparison.Ordinal));
        var number = unit.Name is null ? text : text[..^unit.Name.Length].TrimEnd();
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return false;
        }

        result = new Length(value * (unit.Name is null ? 1 : unit.Millimetres));
        return true;
    }

    /// <summary>The length as people write it, such as 10mm.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Millimetres:0.####}mm");
}
