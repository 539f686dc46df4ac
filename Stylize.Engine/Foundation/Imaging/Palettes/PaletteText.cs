namespace Stylize.Engine.Imaging.Palettes;

/// <summary>
/// Reads palettes of lines of text. The first line selects the format: "GIMP Palette", "JASC-PAL", or else a list of
/// colors.
/// </summary>
internal static class PaletteText
{
    private const int MaxColumns = 256;
    private static readonly char[] Spaces = [' ', '\t'];

    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or too
    /// many.</exception>
    public static Palette Read(string path)
    {
        var lines = InputFile.ReadLines(path);
        return (lines.Count > 0 ? Trimmed(lines[0]) : "") switch
        {
            "GIMP Palette" => ReadGimp(path, lines),
            "JASC-PAL" => ReadJasc(path, lines),
            _ => ReadList(path, lines),
        };
    }

    /// <summary>Reads optional lines "Name:" and "Columns:", and then lines of three numbers and an optional
    /// name.</summary>
    private static Palette ReadGimp(string path, IReadOnlyList<string> lines)
    {
        var entries = new List<(Rgba32, PaletteLabel?)>();
        for (var i = 1; i < lines.Count; i++)
        {
            var line = Trimmed(lines[i]);
            if (line.Length == 0 || line[0] == '#'
                || (entries.Count == 0 && line.StartsWith("Name:", StringComparison.Ordinal))) continue;

            if (entries.Count == 0 && line.StartsWith("Columns:", StringComparison.Ordinal))
            {
                if (Number(line["Columns:".Length..]) is not <= MaxColumns)
                {
                    throw PaletteFile.Unreadable(
                        path, $"the number of columns in line {i + 1} is not between 0 and {MaxColumns}");
                }

                continue;
            }

            var words = line.Split(Spaces, StringSplitOptions.RemoveEmptyEntries);
            entries.Add((Rgb(words, path, i), Label(string.Join(' ', words.Skip(3)))));
        }

        return Palette.FromEntries(path, entries);
    }

    /// <summary>Reads the version, the number of colors, and that many lines of three numbers and an optional
    /// alpha.</summary>
    private static Palette ReadJasc(string path, IReadOnlyList<string> lines)
    {
        if (lines.Count < 2 || Trimmed(lines[1]) != "0100")
        {
            throw PaletteFile.Unreadable(path, "line 2 is not the version 0100");
        }
        if (lines.Count < 3 || Number(lines[2]) is not { } count)
        {
            throw PaletteFile.Unreadable(path, "line 3 is not the number of colors");
        }

        var colors = new List<Rgba32>();
        for (var i = 3; i < lines.Count; i++)
        {
            var words = lines[i].Split(Spaces, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;

            colors.Add(Rgb(words, path, i));
            if (words.Length > 3 && (words.Length > 4 || PaletteColumns.Byte(words[3]) is null)) throw NoColor(path, i);
        }

        return colors.Count == count ? new Palette(path, colors)
            : throw PaletteFile.Unreadable(path, Invariant(
                $"line 3 says {count:N0} colors, but the file has {colors.Count:N0}"));
    }

    /// <summary>Reads lines of hex digits or three numbers, each with an optional name.</summary>
    private static Palette ReadList(string path, IReadOnlyList<string> lines)
    {
        var colors = new List<Rgba32>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = Trimmed(lines[i]);
            var words = line.Split([.. Spaces, ','], StringSplitOptions.RemoveEmptyEntries);
            if (line.Length == 0 || line[0] == ';' || (line[0] == '#' && !IsColor(words))) continue;

            // Digits may be a hex color or a number, so a number after them decides: 100 200 300 is not the color
            // #110000.
            var isHex = words.Length > 0 && HexColor.TryParse(words[0], out _)
                && !(words.Length > 1 && IsNumber(words[1]));
            colors.Add(isHex && HexColor.TryParse(words[0], out var color) ? color : Rgb(words, path, i));
        }

        return new Palette(path, colors);
    }

    /// <summary>Returns true if a line that begins with # is a color and not a comment; a name may follow six or more
    /// digits.</summary>
    private static bool IsColor(string[] words) =>
        HexColor.TryParse(words[0], out _) && (words.Length == 1 || words[0].Length > 6);

    private static Rgba32 Rgb(string[] words, string path, int line) =>
        words is [var red, var green, var blue, ..] && PaletteColumns.Rgb(red, green, blue) is { } color
            ? color : throw NoColor(path, line);

    private static StylizeException NoColor(string path, int line) =>
        PaletteFile.Unreadable(path, $"line {line + 1} is not a color, such as ff8800 or 255 136 0");

    private static int? Number(string text) =>
        TryInteger(text.Trim(), out var number) ? number : null;

    private static bool IsNumber(string word) =>
        TryNumber(word, out _);

    private static string Trimmed(string line) => line.Trim('\uFEFF', ' ', '\t');

    /// <summary>Returns the name of a color; null if it only repeats the color.</summary>
    private static PaletteLabel? Label(string name) =>
        name.Equals("Untitled", StringComparison.OrdinalIgnoreCase) || HexColor.TryParse(name, out _)
            ? null : PaletteLabel.Create(null, name);
}
