namespace Stylize.Engine.Tests.Cli;

/// <summary>Reads lines of a POSIX shell.</summary>
internal static class ShellWords
{
    /// <summary>Splits a line into words; without variables and escapes outside quotes.</summary>
    public static string[] Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        foreach (var letter in line)
        {
            if (letter == quote)
            {
                quote = null;
            }
            else if (quote is null && letter is '"' or '\'')
            {
                quote = letter;
            }
            else if (quote is null && letter == ' ')
            {
                words.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(letter);
            }
        }

        return [.. words, word.ToString()];
    }
}
