using System.Text.Json.Serialization;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>A fixed set of colors, 1 to 256, opaque, each there once.</summary>
public sealed class Palette
{
    /// <summary>Most colors of a palette.</summary>
    public const int MaxColors = 256;

    /// <summary>A palette from a name and its colors.</summary>
    /// <param name="name">What people call it, or the file it came from.</param>
    /// <param name="colors">The colors in order; repeated ones are left out, alpha is ignored.</param>
    /// <exception cref="StylizeException">OptionInvalid: no color, or more than 256.</exception>
    public Palette(string name, IEnumerable<Rgba32> colors)
    {
        Name = name;
        Colors = colors.Select(c => c with { A = 255 }).Distinct().ToArray();
        if (Colors.Count is 0 or > MaxColors)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Palette",
                $"The palette '{name}' has {Colors.Count} colors; it must have 1 to {MaxColors}.",
                "Give a palette of 1 to 256 colors.");
        }
    }

    [JsonConstructor]
    private Palette(string name, IReadOnlyList<Rgba32> colors)
        : this(name, (IEnumerable<Rgba32>)colors)
    {
    }

    /// <summary>What people call it, or the file it came from.</summary>
    public string Name { get; }

    /// <summary>The colors in order, all opaque and different.</summary>
    public IReadOnlyList<Rgba32> Colors { get; }
}

/// <summary>Reads a color from what a user typed.</summary>
public static class DotColor
{
    /// <summary>Hex digits such as "#1d2b53" or "fff", or a CSS color name such as "navy".</summary>
    /// <param name="parameter">The parameter's name, for the error.</param>
    /// <exception cref="StylizeException">OptionInvalid: neither.</exception>
    public static Rgba32 Parse(string text, string parameter) =>
        TryParse(text, out var color)
            ? color
            : throw StylizeException.Option(parameter, text, "hex digits such as #1d2b53 or a CSS color name such as navy"
                + (NearestWord.Find(text, Names) is { } near ? $". Did you mean {near}?" : ""));

    /// <summary>The CSS color names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => field ??=
        [.. Enum.GetNames<System.Drawing.KnownColor>().Where(name => TryParse(name, out _)).Order(StringComparer.Ordinal)];

    /// <summary>Reads hex digits or a CSS color name; false where the text is neither.</summary>
    public static bool TryParse(string text, out Rgba32 color)
    {
        if (HexColor.TryParse(text, out color)) return true;

        var named = System.Drawing.Color.FromName(text.Trim());
        color = new Rgba32(named.R, named.G, named.B);
        return named.IsKnownColor && !named.IsSystemColor && named.A == 255;
    }
}
