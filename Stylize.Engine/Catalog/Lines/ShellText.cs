namespace Stylize.Engine.Catalog.Lines;

/// <summary>Writes arguments of POSIX shells, in the form that cmd.exe shares if one exists.</summary>
internal static class ShellText
{
    /// <summary>Returns a text as one argument, in quotes if a shell could read it differently.</summary>
    public static string Quote(string text) =>
        IsWord(text) ? text
        : FitsDoubleQuotes(text) ? $"\"{text}\""
        : $"'{text.Replace("'", "'\\''")}'";

    private static bool IsWord(string text) =>
        text.Length > 0 && text[0] != '='
        && text.All(
            letter => char.IsLetterOrDigit(letter)
                || letter is '_' or '-' or '.' or '/' or ':' or ',' or '@' or '+' or '=');

    /// <summary>Returns true if nothing in double quotes has a meaning of its own.</summary>
    private static bool FitsDoubleQuotes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var escapes = text[i] == '\\' && (i + 1 == text.Length || text[i + 1] == '\\');
            if (escapes || text[i] is '"' or '$' or '`' or '!' or '\n') return false;
        }

        return true;
    }
}
