namespace Stylize.Engine.Imaging.Palettes;

/// <summary>An ordered set of different, opaque colors, which may have codes and names, such as those of threads or
/// beads.</summary>
public sealed class Palette
{
    /// <summary>Maximum number of colors.</summary>
    public const int MaxColors = 4096;

    private readonly Dictionary<Rgba32, PaletteLabel>? _labels;

    /// <param name="name">The name, or the path of the source file.</param>
    /// <param name="colors">The colors in order. Duplicates and alpha are ignored.</param>
    /// <exception cref="StylizeException">OptionInvalid: the number of colors is 0 or above 4096.</exception>
    public Palette(string name, IEnumerable<Rgba32> colors)
        : this(name, [.. colors], null)
    {
    }

    /// <param name="name">The name, or the path of the source file.</param>
    /// <param name="colors">The colors in order. Duplicates and alpha are ignored.</param>
    /// <param name="labels">The codes and names of the colors, in their order; null for none.</param>
    /// <exception cref="StylizeException">OptionInvalid: the number of colors is 0 or above 4096.</exception>
    [JsonConstructor]
    public Palette(string name, IReadOnlyList<Rgba32> colors, IReadOnlyList<PaletteLabel?>? labels)
    {
        // A file may lack either.
        if (name is null || colors is null) throw Errors.PaletteIncomplete.With("Palette");

        Name = name;
        Colors = colors.Select(c => c with { A = 255 }).Distinct().ToArray();
        if (Colors.Count is 0 or > MaxColors) throw Errors.PaletteSize.With("Palette", name, Colors.Count, MaxColors);

        for (var i = 0; i < Math.Min(colors.Count, labels?.Count ?? 0); i++)
        {
            if (labels![i] is { } label)
            {
                (_labels ??= []).TryAdd(colors[i] with { A = 255 }, label);
            }
        }
    }

    /// <summary>The name, or the path of the source file.</summary>
    public string Name { get; }

    /// <summary>The colors in order; all are opaque and different.</summary>
    public IReadOnlyList<Rgba32> Colors { get; }

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>The codes and names of the colors, in their order; null if no color has one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PaletteLabel?>? Labels => _labels is null ? null : [.. Colors.Select(LabelOf)];

    /// <summary>SHA-256 of the file in lower-case hexadecimal, if the palette is a file with codes or names; otherwise
    /// null.</summary>
    [JsonIgnore]
    public string? FileSha256 { get; init; }

    /// <summary>Returns the code and the name of a color; null if it has none.</summary>
    public PaletteLabel? LabelOf(Rgba32 color) => _labels?.GetValueOrDefault(color);

    internal static Palette FromEntries(string name, IReadOnlyList<(Rgba32 Color, PaletteLabel? Label)> entries) =>
        new(name, [.. entries.Select(entry => entry.Color)], [.. entries.Select(entry => entry.Label)]);

    internal Palette With(IEnumerable<Rgba32> colors)
    {
        Rgba32[] chosen = [.. colors];
        return new Palette(Name, chosen, _labels is null ? null : [.. chosen.Select(LabelOf)])
        {
            FileSha256 = chosen.SequenceEqual(Colors) ? FileSha256 : null,
        };
    }

    /// <summary>Returns true if colors, codes and names are equal.</summary>
    internal bool Matches(Palette other) =>
        Colors.SequenceEqual(other.Colors) && (Labels ?? []).SequenceEqual(other.Labels ?? []);
}

/// <summary>The code and the name of a color, such as "310" and "Black" of a thread; either may be null.</summary>
public sealed record PaletteLabel(string? Code, string? Name)
{
    /// <summary>Returns both parts, such as "310 Black".</summary>
    public override string ToString() => string.Join(' ', new[] { Code, Name }.OfType<string>());

    /// <summary>Returns a label; null if both parts are empty.</summary>
    internal static PaletteLabel? Create(string? code, string? name)
    {
        (code, name) = (Clean(code), Clean(name));
        return code is null && name is null ? null : new PaletteLabel(code, name);

        static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : PrintableText.Short(text.Trim());
    }
}

/// <summary>Writes and reads colors with their codes and names as words without spaces and commas, such as
/// "#000000=310/Black".</summary>
internal static class LabeledColor
{
    /// <summary>Returns the word; that of the color alone if the label is null.</summary>
    public static string Write(Rgba32 color, PaletteLabel? label) => label is null
        ? color.ToHex()
        : $"{color.ToHex()}={Uri.EscapeDataString(label.Code ?? "")}/{Uri.EscapeDataString(label.Name ?? "")}";

    /// <summary>Returns false if the text is not a color. The part after the equals sign is optional.</summary>
    public static bool TryRead(string text, out Rgba32 color, out PaletteLabel? label)
    {
        label = null;
        if (text.IndexOf('=') is not (> 0 and var equals)) return DotColor.TryParse(text, out color);

        var parts = text[(equals + 1)..].Split('/');
        label = PaletteLabel.Create(
            Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
        return HexColor.TryParse(text.AsSpan(0, equals).ToString(), out color) && parts.Length == 2;
    }
}

/// <summary>Reads colors as typed by a user.</summary>
internal static class DotColor
{
    /// <summary>Reads hex digits such as "#1d2b53" or "fff", or a CSS color name such as "navy".</summary>
    /// <param name="parameter">The parameter's name, for the error.</param>
    /// <exception cref="StylizeException">OptionInvalid: the text is neither.</exception>
    public static Rgba32 Parse(string text, string parameter) =>
        TryParse(text, out var color)
            ? color
            : throw StylizeException.Option(
                parameter, text, "hex digits such as #1d2b53 or a CSS color name such as navy"
                    + (NearestWord.Find(text, Names) is { } near ? $". Did you mean {near}?" : ""));

    /// <summary>The CSS color names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => field ??=
        [.. Enum.GetNames<System.Drawing.KnownColor>().Where(name => TryParse(name, out _))
            .Order(StringComparer.Ordinal)];

    /// <summary>Returns the CSS name of a color; null if it has none.</summary>
    internal static string? NameOf(Rgba32 color) =>
        Names.LastOrDefault(name => TryParse(name, out var named) && named == color with { A = 255 });

    /// <summary>Returns the CSS name of a color in lower case; the hex digits if it has none.</summary>
    internal static string WordOf(Rgba32 color) => NameOf(color)?.ToLowerInvariant() ?? color.ToHex();

    /// <summary>Reads hex digits or a CSS color name; returns false if the text is neither.</summary>
    public static bool TryParse(string text, out Rgba32 color)
    {
        if (HexColor.TryParse(text, out color)) return true;

        var named = System.Drawing.Color.FromName(text.Trim());
        color = new Rgba32(named.R, named.G, named.B);
        return named.IsKnownColor && !named.IsSystemColor && named.A == 255;
    }
}
