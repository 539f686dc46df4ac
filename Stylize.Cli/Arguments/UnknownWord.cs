using System.CommandLine.Parsing;
using Stylize.Engine.Gaussians.Files;

namespace Stylize.Cli.Arguments;

/// <summary>Messages for words that a command does not know, with the name that was probably meant.</summary>
internal static class UnknownWord
{
    /// <summary>Options as other programs name them; the first that a command has is suggested.</summary>
    private static readonly (string[] Typed, string[] Options)[] Synonyms =
    [
        (["-O", "--output", "--out", "--outdir", "--out-dir", "--output-dir", "--output-folder", "--output-path", "--output-file",
            "--dest", "--destination", "--to"], ["--destination-path", "--save"]),
        (["-q", "--silent"], ["--quiet"]),
        (["-w"], ["--width", "--well"]),
        (["-v", "--debug"], ["--verbose"]),
        (["-f", "-y", "--yes", "--overwrite", "--replace"], ["--force"]),
        (["-n", "--dry-run", "--simulate"], ["--what-if"]),
        (["-j", "--jobs", "--parallel"], ["--throttle-limit", "--max-threads"]),
        (["-t", "--threads", "--cores"], ["--max-threads", "--throttle-limit"]),
        (["-c"], ["--colors", "--count", "--channel"]),
        (["-p"], ["--preset", "--palette"]),
        (["-s"], ["--scale"]),
        (["--timeout"], ["--file-time-limit"]),
        (["--no-browser", "--headless"], ["--no-open"]),
        (["--log", "--report"], ["--report-path"]),
        (["--resume", "--incremental"], ["--update"]),
        (["-i", "--input", "--from", "--from-file", "--files-from"], ["--input-list"]),
    ];

    public static string Of(string word, Command command, CommandHost host)
    {
        if (word.StartsWith('-')) return UnknownOption(word.Split('=')[0], command);

        if (command.Subcommands.Count > 0)
        {
            if (Path.Exists(host.FullPath(word)) && Suggested(word, command) is var (result, subcommand))
            {
                var quoted = word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
                return $"'{word}' is not a command. To make {result} of it, use {CommandWords.Path(command)} {subcommand} {quoted}";
            }

            var near = NearestWord.Find(word, command.Subcommands.Select(known => known.Name));
            return $"Unknown command '{word}'.{(near is null ? "" : $" Did you mean {near}?")}";
        }

        var allowed = command.Arguments.Sum(argument => argument.Arity.MaximumNumberOfValues);
        return $"Unexpected argument '{word}': {CommandWords.Path(command)} takes "
            + (allowed == 0 ? "no arguments." : allowed == 1 ? "one argument." : $"{allowed} arguments.")
            + " Quote a value that contains spaces.";
    }

    /// <summary>Refuses unknown options, which the parser takes for inputs. Files whose names begin with a dash are inputs.</summary>
    public static void RefuseOptions(ArgumentResult inputs, Command command, CommandHost host)
    {
        foreach (var token in inputs.Tokens.Where(t => t.Value is ['-', _, ..] && !Path.Exists(host.FullPath(t.Value))))
        {
            inputs.AddError(Of(token.Value, command, host));
        }
    }

    /// <summary>Returns the errors of the parser in the words of this program, each once.</summary>
    public static IEnumerable<string> Errors(ParseResult parsed, CommandHost host)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens;
        var all = parsed.Errors
            .Where(error => unknown.Count == 0 || !unknown.Any(word => error.Message.Contains($"'{word}'", StringComparison.Ordinal)))
            .Select(error => InWords(error.Message));
        var ofWords = unknown.Select(word => Of(word, command, host)).ToList();
        return ofWords.Count > 0 && command.Subcommands.Count > 0 ? ofWords.Take(1) : ofWords.Concat(all).Distinct();
    }

    private static string InWords(string message)
    {
        const string missing = "Required argument missing for option: ";
        return message == "Required command was not provided." ? "No command given."
            : message.StartsWith(missing, StringComparison.Ordinal) ? $"Option {message[missing.Length..].TrimEnd('.')} requires a value."
            : message;
    }

    /// <summary>What a command that has the operation as a subcommand probably was to make of a file; null for other commands.</summary>
    private static (string Result, string Subcommand)? Suggested(string path, Command command) =>
        command is RootCommand ? ("pixel art", "pixel-art")
        : command.Name != "gaussian" ? null
        : path.EndsWith(GaussianFileReader.Extension, StringComparison.OrdinalIgnoreCase) ? ("a picture", "decode")
        : ("a Gaussian image", "encode");

    private static string UnknownOption(string typed, Command command)
    {
        if (command.Options.Any(option => option.Name == typed || option.Aliases.Contains(typed)))
        {
            return $"After --, words are inputs. Give '{typed}' before --.";
        }

        string[] names = [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)];
        var synonym = Synonyms.FirstOrDefault(entry => entry.Typed.Contains(typed)).Options?.FirstOrDefault(names.Contains);
        if (typed is "-r" or "-R" or "--recursive" or "--recurse" && names.Contains("--input-list"))
        {
            return $"Unknown option '{typed}'. To include subfolders, use a quoted pattern with **, such as \"photos/**/*.jpg\".";
        }

        var isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal);
        var near = synonym ?? (isOpposite ? NearestWord.Find(typed[5..], names) : null) ?? NearestWord.Find(typed, names);
        return $"Unknown option '{typed}'.{(near is null ? "" : $" Did you mean {Shown(near, command)}?")}";
    }

    /// <summary>An option with its short form, such as "--destination-path (-o)".</summary>
    private static string Shown(string name, Command command)
    {
        var option = command.Options.First(option => option.Name == name);
        return option.Aliases.FirstOrDefault(alias => alias.Length == 2 && alias[0] == '-' && alias != "-?") is { } letter
            ? $"{name} ({letter})"
            : name;
    }
}
