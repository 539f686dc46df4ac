namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Patterns of file names without regular expressions: parts in braces, such as
/// {experiment}-{well}_f{field}_{channel}.tif.
/// </summary>
internal static partial class NameTemplate
{
    private const string Digit = @"\d+", Text = ".+?";

    /// <summary>The parts, with the groups that they fill; an empty group for text that means nothing.</summary>
    private static readonly (string Part, string Group, string Expression)[] Parts =
    [
        ("experiment", "experiment", Text),
        ("well", "well", NamePresets.WellExpression),
        ("row", "row", NamePresets.RowExpression),
        ("column", "column", Digit),
        ("time", "timepoint", Digit),
        ("field", "tile", Digit),
        ("plane", "plane", Digit),
        ("z", "plane", Digit),
        ("channel", "channel", Text),
        ("any", "", ".*?"),
    ];

    /// <summary>Returns the regular expression of a pattern with parts in braces; null if it is a regular
    /// expression.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a part is unknown.</exception>
    public static string? ToRegex(string pattern)
    {
        if (pattern.Contains("(?") || !Part().IsMatch(pattern)) return null;

        // Names are matched without their extensions.
        var stem = Path.GetExtension(pattern).Contains('}') ? pattern : Path.GetFileNameWithoutExtension(pattern);
        var regex = new StringBuilder("^");
        var end = 0;
        foreach (Match match in Part().Matches(stem))
        {
            var (_, group, expression) = Array.Find(
                Parts, part => match.Groups[1].ValueSpan.Equals(part.Part, StringComparison.OrdinalIgnoreCase));
            if (expression is null)
            {
                throw StylizeException.Option(
                    nameof(NamePattern), pattern,
                    "parts of these in braces: " + string.Join(", ", Parts.Select(part => $"{{{{{part.Part}}}")));
            }

            regex.Append(Regex.Escape(stem[end..match.Index]))
                .Append(group.Length > 0 ? $"(?<{group}>{expression})" : expression);
            end = match.Index + match.Length;
        }

        return regex.Append(Regex.Escape(stem[end..])).Append('$').ToString();
    }

    /// <summary>Returns the pattern that probably describes a name without its extension.</summary>
    /// <param name="withDigits">True if a word of digits may be the field.</param>
    public static string For(string stem, bool withDigits = true)
    {
        var words = Word().Matches(stem);
        var names = new string[words.Count];
        NameRowAndColumn();
        Name(Well(), "{well}");
        NamePairs();
        Name(SmallWell(), "{well}");
        for (var i = 0; i < names.Length; i++)
        {
            names[i] ??= PartsOf(words[i].Value, names)!;
        }

        Name(Time(), "{time}");
        Name(Field(), "{field}");
        Name(Plane(), "{plane}");
        Name(Channel(), "{channel}");
        if (withDigits)
        {
            // A number before the well is often that of the plate.
            Name(Digits(), "{field}",
                from: Math.Max(0, Array.FindIndex(names, name => name is "{well}" or "{column}")) + 1);
            Name(Digits(), "{field}", from: 1);
        }

        if (!Has("{channel}") && Array.FindLastIndex(names, name => name is null) is > 0 and var last)
        {
            names[last] = "{channel}";
        }

        if ((names is [null, ..] && withDigits ? 0 : Unnamed(Letters())) is >= 0 and var first)
        {
            names[first] = "{experiment}";
        }

        var at = 0;
        return Word().Replace(stem, word => names[at++] is not { } name ? "{any}" : Prefix(word.Value, name) + name);

        bool Has(string part) => Array.Exists(names, name => name?.Contains(part) == true);

        // The first word that matches. Letters before a number stay.
        void Name(Regex wanted, string name, int from = 0)
        {
            if (Unnamed(wanted, from) is >= 0 and var index && !Has(name) && !(name == "{well}" && Has("{row}")))
            {
                names[index] = name;
            }
        }

        int Unnamed(Regex wanted, int from = 0) => Enumerable.Range(0, names.Length)
            .FirstOrDefault(index => index >= from && names[index] is null && wanted.IsMatch(words[index].Value), -1);

        void NameRowAndColumn()
        {
            for (var i = 1; i < names.Length && !Has("{row}"); i++)
            {
                if (RowAndColumn().IsMatch($"{words[i - 1]} {words[i]}"))
                {
                    (names[i - 1], names[i]) = (words[i - 1].Value[..1] + "{row}", words[i].Value[..1] + "{column}");
                }
            }
        }

        // Words that belong together: a letter and a number are a well, and the word Channel and a number are a
        // channel.
        void NamePairs()
        {
            for (var i = 1; i < names.Length; i++)
            {
                var (before, word) = (words[i - 1].Value, words[i].Value);
                if (!Has("{well}") && !Has("{row}") && Well().IsMatch(before + word) && Digits().IsMatch(word))
                {
                    (names[i - 1], names[i]) = ("{row}", "{column}");
                }
                else if (Digits().IsMatch(word) && before.Equals("channel", StringComparison.OrdinalIgnoreCase)
                    && !Has("{channel}"))
                {
                    (names[i - 1], names[i]) = (before, "{channel}");
                }
            }
        }

        static string Prefix(string word, string name) =>
            name is "{time}" or "{field}" or "{plane}"
                ? word.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) : "";
    }

    /// <summary>Returns the parts of a word of letters with numbers, such as B03f01d0 or r02c03f01; null for any other
    /// word.</summary>
    private static string? PartsOf(string word, string?[] others)
    {
        if (!Numbers().IsMatch(word)) return null;

        var text = WellStart().Replace(word, "{well}");
        return Number().Replace(text, match =>
        {
            var part = match.Groups[1].Value.ToLowerInvariant() switch
            {
                "r" => "{row}",
                "c" when text.StartsWith('r') || text.StartsWith('R') => "{column}",
                "t" => "{time}",
                "f" or "s" => "{field}",
                "z" => "{plane}",
                "c" or "ch" or "w" or "d" => "{channel}",
                _ => "{any}",
            };
            return match.Groups[1].Value
                + (Array.Exists(others, other => other?.Contains(part) == true) ? "{any}" : part);
        });
    }

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Part();

    /// <summary>A well such as A01.b3 is one word.</summary>
    [GeneratedRegex(@"(?<![^_\-\s.()\[\]])[A-H]\d\d\.[a-d][1-4](?![^_\-\s.()\[\]])|[^_\-\s.()\[\]]+")]
    private static partial Regex Word();

    [GeneratedRegex($"^(?:{NamePresets.WellExpression})$")]
    private static partial Regex Well();

    /// <summary>A row and a column; C03 after r2 is a well.</summary>
    [GeneratedRegex(@"^(?:r\d{1,2} c|R\d{1,2} C)\d{1,2}$")]
    private static partial Regex RowAndColumn();

    /// <summary>A well in small letters, but not f01, p01, s01 or t01.</summary>
    [GeneratedRegex($"^(?![fpst])(?:{NamePresets.WellExpression})$", RegexOptions.IgnoreCase)]
    private static partial Regex SmallWell();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Letters();

    /// <summary>A well may stand first; in all there are at least two letters with numbers.</summary>
    [GeneratedRegex(@"^(?:[A-Z]{1,2}\d{1,6}){2,}$", RegexOptions.IgnoreCase)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?<!\{)([A-Z]{1,2})\d{1,6}", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex($"^(?:{NamePresets.WellExpression})(?=[a-z])", RegexOptions.None)]
    private static partial Regex WellStart();

    [GeneratedRegex(@"^(?:t|tp|time)\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"^(?:s|f|p|n|site|field|tile|pos)\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex(@"^z\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Plane();

    [GeneratedRegex(@"^\d{1,6}$")]
    private static partial Regex Digits();

    [GeneratedRegex("^(?:dapi|gfp|rfp|fitc|tritc|cy[357]|hoechst|phase|bf|brightfield|[cw][0-9]|ch[0-9]{1,2})$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Channel();
}
