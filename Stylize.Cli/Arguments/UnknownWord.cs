using System.CommandLine;
using Stylize.Engine;

namespace Stylize.Cli.Arguments;

internal static class UnknownWord
{
    /// <summary>The sentence for a word that a command does not know, with the name that was probably meant.</summary>
    public static string Of(string word, Command command)
    {
        if (!word.StartsWith('-') && command.Subcommands.Count > 0)
        {
            var near = NearestWord.Find(word, command.Subcommands.Select(known => known.Name));
            return $"There is no command '{word}'.{Meant(near)}";
        }

        var typed = word.Split('=')[0];
        var isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal);
        var option = NearestWord.Find(isOpposite ? typed[5..] : typed, command.Options.Select(known => known.Name))
            ?? NearestWord.Find(typed, command.Options.Select(known => known.Name));
        return word.StartsWith('-')
            ? $"'{typed}' is neither an option nor a file.{Meant(option)}"
            : $"'{word}' is one word too many for this command.";
    }

    /// <summary>The parser's errors in the words of this program, each once.</summary>
    public static IEnumerable<string> Errors(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens;
        var all = parsed.Errors
            .Where(error => unknown.Count == 0 || !unknown.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)))
            .Select(error => error.Message);
        var ofWords = unknown.Select(word => Of(word, command)).ToList();
        return ofWords.Count > 0 && command.Subcommands.Count > 0 ? ofWords.Take(1) : ofWords.Concat(all).Distinct();
    }

    private static string Meant(string? near) => near is null ? "" : $" Did you mean {near}?";
}
