namespace Stylize.Engine.Operations.Options;

/// <summary>Spells names, values and ranges of options.</summary>
internal static class OptionWords
{
    /// <summary>The abbreviations in names and values of options that are not file formats of images or
    /// drawings.</summary>
    public static IReadOnlyList<string> Abbreviations { get; } = ["APNG", "CMYK", "CSV", "GPL", "JSON", "PSNR", "SD"];

    /// <summary>Converts a PascalCase name to kebab-case: DotCount to dot-count, WebP to webp.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && i < name.Length - 1 && !char.IsUpper(name[i - 1]))
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }

    /// <summary>
    /// Converts kebab-case or several words to PascalCase: --dot-count to DotCount, gaussian encode to GaussianEncode.
    /// </summary>
    public static string Pascal(string name) => string.Concat(
        name.Split(['-', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>Returns true for two spellings of one name: SdFromMean, sd-from-mean, sd_from_mean.</summary>
    public static bool SameName(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            while (i < a.Length && IsJoiner(a[i])) i++;
            while (j < b.Length && IsJoiner(b[j])) j++;
            if (i == a.Length || j == b.Length) return i == a.Length && j == b.Length;
            if (char.ToLowerInvariant(a[i++]) != char.ToLowerInvariant(b[j++])) return false;
        }

        static bool IsJoiner(char letter) => letter is '-' or '_' or ' ';
    }

    /// <summary>Splits values at commas, and optionally at spaces.</summary>
    public static string[] SplitList(IEnumerable<string> words, bool bySpaces)
    {
        char[] separators = bySpaces ? [',', ' '] : [','];
        return [.. words.SelectMany(
            w => w.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>Joins words: "a", "a or b", "a, b or c".</summary>
    public static string Alternatives(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    /// <summary>Formats a number without an exponent, such as 0.000001.</summary>
    public static string Decimal(double number) => number is > -1e15 and < 1e15
        ? number.ToString("0.############", CultureInfo.InvariantCulture)
        : Invariant(number);

    /// <summary>Formats a value in the invariant culture.</summary>
    public static string Invariant(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Parses and formats durations: 500ms, 2s, 10m, 1.5h, 1d, 00:00:02.5, or a number of seconds.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
        ("d", 86400)];

    /// <summary>Parses a duration; returns false if the text is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        text = text.Trim();
        if (text.Contains(':')) return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);

        var seconds = 1.0;
        foreach (var unit in Units)
        {
            if (text.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[..^unit.Suffix.Length].TrimEnd();
                seconds = unit.Seconds;
                break;
            }
        }

        duration = default;
        if (!TryNumber(text, out var number) || !(Math.Abs(number * seconds) < 1e11))
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(number * seconds);
        return true;
    }

    /// <summary>Formats seconds in the largest suitable unit: "2 days", "1 hour", "0.1 seconds".</summary>
    public static string Format(double seconds)
    {
        var (unit, size) = seconds switch
        {
            >= 86400 when seconds % 86400 == 0 => ("day", 86400.0),
            >= 3600 when seconds % 3600 == 0 => ("hour", 3600),
            >= 60 when seconds % 60 == 0 => ("minute", 60),
            _ => ("second", 1),
        };
        return Invariant($"{seconds / size} {unit}{(seconds == size ? "" : "s")}");
    }
}
