namespace Stylize.Engine.Catalog.Lines;

internal static class PowerShellText
{
    /// <summary>The characters that end a text in single quotes.</summary>
    private const string Quotes = "'\u2018\u2019\u201a\u201b";

    /// <summary>Returns true if -Path would read a path as a pattern.</summary>
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny("*?[]`") >= 0;

    /// <summary>Returns the value of a parameter, or an element of its list. Numbers have no quotes.</summary>
    public static string Value(OptionDeclaration option, string text) =>
        IsNumber(option.ElementType) && text.All(letter => char.IsAsciiDigit(letter) || letter is '-' or '.')
            ? text : Quote(text);

    /// <summary>Returns a text as one argument, in single quotes if PowerShell could read it differently.</summary>
    public static string Quote(string text)
    {
        if (IsWord(text)) return text;

        var quoted = new StringBuilder("'");
        foreach (var letter in text)
        {
            quoted.Append(letter);
            if (Quotes.Contains(letter))
            {
                quoted.Append(letter);
            }
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Returns true for a word such as photos/a-1.jpg, which is a text in any position.</summary>
    private static bool IsWord(string text) =>
        text.Length > 0
        && (char.IsLetter(text[0]) || text[0] is '/' or '_' || text.StartsWith("./", StringComparison.Ordinal)
            || text.StartsWith("../", StringComparison.Ordinal))
        && text.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or '\\' or ':');

    private static bool IsNumber(Type type) =>
        type == typeof(int) || type == typeof(long) || type == typeof(float) || type == typeof(double);
}
