namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Patterns of file names without regular expressions: parts in braces, such as {experiment}-{well}_f{field}_{channel}.tif.
/// </summary>
internal static partial class NameTemplate
{
    private const string Number = @"\d+", Text = ".+?";

    /// <summary>The parts, with the groups that they fill; an empty group for text that means nothing.</summary>
    private static readonly (string Part, string Group, string Expression)[] Parts =
    [
        ("experiment", "experiment", Text),
        ("well", "well", NamePresets.WellExpression),
        ("row", "row", Number),
        ("column", "column", Number),
        ("time", "timepoint", Number),
        ("field", "tile", Number),
        ("plane", "plane", Number),
        ("z", "plane", Number),
        ("channel", "channel", Text),
        ("any", "", ".*?"),
    ];

    /// <summary>Returns the regular expression of a pattern with parts in braces; null if it is a regular expression.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a part is unknown.</exception>
    public static string? ToRegex(string pattern)
    {
        if (pattern.Contains("(?", StringComparison.Ordinal) || !Part().IsMatch(pattern)) return null;

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

            regex.Append(Regex.Escape(stem[end..match.Index])).Append(group.Length > 0 ? $"(?<{group}>{expression})" : expression);
            end = match.Index + match.Length;
        }

        return regex.Append(Regex.Escape(stem[end..])).Append('$').ToString();
    }

    /// <summary>Returns the pattern that probably describes a name without its extension.</summary>
    public static string For(string stem)
    {
        var words = Word().Matches(stem);
        var names = new string[words.Count];
        Name(Well(), "{well}");
        Name(Time(), "{time}");
        Name(Field(), "{field}");
        Name(Plane(), "{plane}");
        Name(Channel(), "{channel}");
        if (!names.Contains("{field}"))
        {
            Name(Digits(), "{field}");
        }

        if (!names.Contains("{channel}") && Array.FindLastIndex(names, name => name is null) is > 0 and var last)
        {
            names[last] = "{channel}";
        }

        if (Array.IndexOf(names, null) is >= 0 and var first)
        {
            names[first] = "{experiment}";
        }

        var at = 0;
        return Word().Replace(stem, word => names[at++] is not { } name ? "{any}" : Prefix(word.Value, name) + name);

        // The first word that matches. Letters before a number stay.
        void Name(Regex wanted, string name)
        {
            var index = words.ToList().FindIndex(word => wanted.IsMatch(word.Value));
            if (index >= 0 && names[index] is null)
            {
                names[index] = name;
            }
        }

        static string Prefix(string word, string name) =>
            name is "{time}" or "{field}" or "{plane}" ? word.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) : "";
    }

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Part();

    [GeneratedRegex(@"[^_\-\s.()\[\]]+")]
    private static partial Regex Word();

    [GeneratedRegex($"^(?:{NamePresets.WellExpression})$", RegexOptions.IgnoreCase)]
    private static partial Regex Well();

    [GeneratedRegex(@"^(?:t|tp|time)\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"^(?:s|f|p|site|field|tile|pos)\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex(@"^z\d{1,6}$", RegexOptions.IgnoreCase)]
    private static partial Regex Plane();

    [GeneratedRegex(@"^\d{1,6}$")]
    private static partial Regex Digits();

    [GeneratedRegex("^(?:dapi|gfp|rfp|fitc|tritc|cy[357]|hoechst|phase|bf|brightfield|[cw][0-9]|ch[0-9]{1,2})$", RegexOptions.IgnoreCase)]
    private static partial Regex Channel();
}
