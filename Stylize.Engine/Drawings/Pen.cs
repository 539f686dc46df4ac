namespace Stylize.Engine.Drawings;

/// <summary>A pen of a plotter.</summary>
/// <param name="Width">Nib width in millimeters.</param>
/// <param name="Color">Color of the ink on paper.</param>
/// <param name="Name">Name of the layer; null to name it by color and width.</param>
[PenForm]
public sealed record Pen(double Width, Rgba32 Color, string? Name = null) : IParsable<Pen>
{
    /// <summary>Minimum nib width in millimeters; thinner ones would be 0 in text.</summary>
    public const double MinWidth = 0.001;

    /// <summary>Maximum nib width in millimeters.</summary>
    public const double MaxWidth = 50;

    /// <summary>Nib width in millimeters of a pen that is not given.</summary>
    internal const double DefaultWidth = 0.3;

    /// <summary>The name of the color as typed; null for hex digits.</summary>
    internal string? ColorWord { get; init; }

    /// <summary>Returns the name of an ink: the given one, that of the ink of a four-color press, the CSS name of its
    /// color, or the hex digits.</summary>
    internal static string InkName(string? name, Rgba32 color) => name
        ?? PenSets.Known["CMYK"].FirstOrDefault(process => process.Color == color with { A = byte.MaxValue })?.Name
        ?? DotColor.WordOf(color);

    /// <summary>Pens are equal if they draw the same; the word for the color does not count.</summary>
    public bool Equals(Pen? other) => (Width, Color, Name) == (other?.Width, other?.Color, other?.Name);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Color, Name);

    /// <inheritdoc/>
    public static Pen Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var pen)
            ? pen : throw new FormatException($"'{s}' is not a pen such as 0.3mm,black.");

    /// <summary>Parses width, color and an optional name, separated by commas: 0.3mm,black or 0.5mm,#c00,Red
    /// gel.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out Pen? result)
    {
        result = null;
        var parts = (s ?? "").Split(',', 3, StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || !Length.TryParse(parts[0], provider, out var width)
            || width.Millimeters is not (>= MinWidth and <= MaxWidth) || !DotColor.TryParse(parts[1], out var color)
            || parts[^1].Contains(',')) // Two pens in one value would be one with a strange name.
        {
            return false;
        }

        result = new Pen(width.Millimeters, color, parts.Length > 2 && parts[2].Length > 0 ? parts[2] : null)
        {
            ColorWord = HexColor.TryParse(parts[1], out _) ? null : parts[1],
        };
        return true;
    }

    /// <summary>Returns the pen as text, such as 0.3mm,black.</summary>
    public override string ToString() =>
        Invariant($"{Width:0.####}mm,{ColorWord ?? Color.ToHex()}{(Name is null ? "" : "," + Name)}");
}

/// <summary>Describes pens, and reads lists of them.</summary>
internal sealed class PenFormAttribute() : ValueFormAttribute<Pen>(Words)
{
    public const string Words = "a nib width and a color such as 0.3mm,black; CMYK; Grays; Poster; or a file of pens";

    internal override IReadOnlyList<object> ReadList(IReadOnlyList<string> words, IOptionInputs inputs) =>
        PenSets.Read(words, inputs);
}

/// <summary>Reads pens from user input: single pens, the sets CMYK, Grays and Poster, and files.</summary>
internal static class PenSets
{
    private const string Option = "Pen";

    private static readonly Dictionary<string, Pen[]> Sets = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CMYK"] =
        [
            new(Pen.DefaultWidth, new Rgba32(0, 255, 255), "Cyan"),
            new(Pen.DefaultWidth, new Rgba32(255, 0, 255), "Magenta"),
            new(Pen.DefaultWidth, new Rgba32(255, 255, 0), "Yellow"),
            new(Pen.DefaultWidth, new Rgba32(0, 0, 0), "Black"),
        ],
        ["Grays"] =
        [
            new(Pen.DefaultWidth, new Rgba32(187, 187, 187), "Light gray"),
            new(Pen.DefaultWidth, new Rgba32(119, 119, 119), "Gray"),
            new(Pen.DefaultWidth, new Rgba32(0, 0, 0), "Black"),
        ],
        ["Poster"] =
        [
            new(Pen.DefaultWidth, new Rgba32(0, 0, 0), "Black"),
            new(Pen.DefaultWidth, new Rgba32(255, 69, 0), "Orange red"),
            new(Pen.DefaultWidth, new Rgba32(0, 0, 128), "Navy"),
        ],
    };

    /// <summary>The sets by name.</summary>
    public static IReadOnlyDictionary<string, Pen[]> Known => Sets;

    /// <exception cref="StylizeException">OptionInvalid: a word is not a pen, or a file of pens cannot be
    /// read.</exception>
    public static IReadOnlyList<Pen> Read(IReadOnlyList<string> given, IOptionInputs inputs)
    {
        var words = OptionValue.Elements(typeof(Pen), given);
        var pens = new List<Pen>();
        for (var i = 0; i < words.Count; i++)
        {
            // PowerShell splits an unquoted 0.3mm,black into two words.
            var word = words[i].Trim();
            if (i + 1 < words.Count && Length.TryParse(word, null, out _) && !words[i + 1].Contains(','))
            {
                word += "," + words[++i];
            }

            if (Sets.TryGetValue(word, out var set))
            {
                pens.AddRange(set);
            }
            else if (Pen.TryParse(word, null, out var pen))
            {
                pens.Add(pen);
            }
            else if (!word.Contains(',') && File.Exists(inputs.FullPath(word, Option)))
            {
                pens.AddRange(FromFile(word, inputs.FullPath(word, Option)));
            }
            else
            {
                var near = NearestWord.Find(word, Sets.Keys) is { } found ? $". Did you mean {found}?" : "";
                throw Refusal(word, PenFormAttribute.Words + near);
            }
        }

        return [.. pens];
    }

    /// <summary>Reads one pen per line: width, color and optional name, separated by commas. Skips empty lines and
    /// lines that start with //.</summary>
    private static IEnumerable<Pen> FromFile(string typed, string path)
    {
        var lines = MachineFile.OptionLines(Option, typed, path);
        var pens = new List<Pen>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            pens.Add(Pen.TryParse(line, null, out var pen)
                ? pen
                : throw Refusal(line, "width,color or width,color,name", $", line {i + 1} of {typed}"));
        }

        return pens.Count > 0
            ? pens
            : throw StylizeException.Option(Option, typed, "a file with one pen per line, such as 0.3mm,black,Fine");
    }

    /// <summary>Returns the failure of a text that is not a pen.</summary>
    /// <param name="allowed">What the text may be, if it does not resemble a pen.</param>
    /// <param name="place">Where the text is, as the end of the value.</param>
    private static StylizeException Refusal(string text, string allowed, string place = "")
    {
        var parts = text.Split(',', 3, StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && DotColor.TryParse(text, out _))
        {
            allowed = $"a nib width and a color, such as 0.3mm,{text}";
        }

        if (parts.Length > 1 && Length.TryParse(parts[0], null, out _))
        {
            if (Length.TryParse($"{parts[0]}.{parts[1]}", null, out _))
            {
                allowed = $"written with a point: {parts[0]}.{string.Join(',', parts[1..])}";
            }
            else if (!DotColor.TryParse(parts[1], out _))
            {
                return Errors.PenColor.With(
                    Option, PrintableText.Short(parts[1]), place,
                    NearestWord.Hint(parts[1], DotColor.Names, word => word.ToLowerInvariant()));
            }
        }

        return StylizeException.Option(Option, text + place, allowed);
    }
}
