using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>A plotter's pen.</summary>
/// <param name="Width">Width of its nib in millimetres.</param>
/// <param name="Color">Colour of its ink on paper.</param>
/// <param name="Name">Name of its layer; null for colour and width.</param>
[ValueForm("a nib's width and a colour such as 0.3mm,black, with a name after them if you like; or CMYK, Greys, or a file of pens")]
public sealed record Pen(double Width, Rgba32 Color, string? Name = null) : IParsable<Pen>
{
    /// <summary>Widest nib, millimetres.</summary>
    public const double MaxWidth = 50;

    /// <inheritdoc/>
    public static Pen Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var pen) ? pen : throw new FormatException($"'{s}' is no pen such as 0.3mm,black.");

    /// <summary>Reads width, colour and a name if there is one, between commas: 0.3mm,black or 0.5mm,#c00,Red gel.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out Pen? result)
    {
        result = null;
        var parts = (s ?? "").Split(',', 3, StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || !Length.TryParse(parts[0], provider, out var width) || width.Millimetres is not (> 0 and <= MaxWidth)
            || !DotColor.TryParse(parts[1], out var color))
        {
            return false;
        }

        result = new Pen(width.Millimetres, color, parts.Length > 2 && parts[2].Length > 0 ? parts[2] : null);
        return true;
    }

    /// <summary>The pen as people write it, such as 0.3mm,#000000.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Width:0.####}mm,{Color.ToHex()}{(Name is null ? "" : "," + Name)}");
}
