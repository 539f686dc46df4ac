
namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads a colour from what a user typed.</summary>
public static class DotColor
{
    /// <summary>Hex digits such as "#1d2b53" or "fff", or a CSS colour name such as "navy".</summary>
    /// <param name="parameter">The parameter's name, for the error.</param>
    /// <exception cref="StylizeException">OptionInvalid: neither.</exception>
    public static Rgba32 Parse(string text, string parameter) =>
        TryParse(text, out var color)
            ? color
            : throw StylizeException.Option(parameter, text, "hex digits such as #1d2b53 or a CSS colour name such as navy"
                + (NearestWord.Find(text, Names) is { } near ? $". Did you mean {near}?" : ""));

    /// <summary>The CSS colour names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => field ??=
        [.. Enum.GetNames<System.Drawing.KnownColor>().Where(name => TryParse(name, out _)).Order(StringComparer.Ordinal)];

    /// <summary>Reads hex digits or a CSS colour name; false where the text is neither.</summary>
    public static bool TryParse(string text, out Rgba32 color)
    {
        if (HexColor.TryParse(text, out color))
        {
            return true;
        }

        var named = System.Drawing.Color.FromName(text.Trim());
        color = new Rgba32(named.R, named.G, named.B);
        return named.IsKnownColor && !named.IsSystemColor && named.A == 255;
    }
}
