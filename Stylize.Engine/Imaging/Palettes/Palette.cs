using System.Text.Json.Serialization;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>An ordered set of 1 to 256 different, opaque colors.</summary>
public sealed class Palette
{
    /// <summary>Maximum number of colors.</summary>
    public const int MaxColors = 256;

    /// <param name="name">The name, or the path of the source file.</param>
    /// <param name="colors">The colors in order. Duplicates and alpha are ignored.</param>
    /// <exception cref="StylizeException">OptionInvalid: the number of colors is 0 or above 256.</exception>
    public Palette(string name, IEnumerable<Rgba32> colors)
    {
        Name = name;
        Colors = colors.Select(c => c with { A = 255 }).Distinct().ToArray();
        if (Colors.Count is 0 or > MaxColors)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Palette",
                $"The palette '{name}' has {Colors.Count} colors; a palette must have 1 to {MaxColors}.",
                "Use a palette of 1 to 256 colors.");
        }
    }

    [JsonConstructor]
    private Palette(string name, IReadOnlyList<Rgba32> colors)
        : this(name, (IEnumerable<Rgba32>)colors)
    {
    }

    /// <summary>The name, or the path of the source file.</summary>
    public string Name { get; }

    /// <summary>The colors in order; all are opaque and different.</summary>
    public IReadOnlyList<Rgba32> Colors { get; }
}

/// <summary>Reads colors as typed by a user.</summary>
public static class DotColor
{
    /// <summary>Reads hex digits such as "#1d2b53" or "fff", or a CSS color name such as "navy".</summary>
    /// <param name="parameter">The parameter's name, for the error.</param>
    /// <exception cref="StylizeException">OptionInvalid: the text is neither.</exception>
    public static Rgba32 Parse(string text, string parameter) =>
        TryParse(text, out var color)
            ? color
            : throw StylizeException.Option(parameter, text, "hex digits such as #1d2b53 or a CSS color name such as navy"
                + (NearestWord.Find(text, Names) is { } near ? $". Did you mean {near}?" : ""));

    /// <summary>The CSS color names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => field ??=
        [.. Enum.GetNames<System.Drawing.KnownColor>().Where(name => TryParse(name, out _)).Order(StringComparer.Ordinal)];

    /// <summary>Reads hex digits or a CSS color name; returns false if the text is neither.</summary>
    public static bool TryParse(string text, out Rgba32 color)
    {
        if (HexColor.TryParse(text, out color)) return true;

        var named = System.Drawing.Color.FromName(text.Trim());
        color = new Rgba32(named.R, named.G, named.B);
        return named.IsKnownColor && !named.IsSystemColor && named.A == 255;
    }
}
