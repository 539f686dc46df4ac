using System.CommandLine.Parsing;
using Stylize.Engine.Gaussians.Files;

namespace Stylize.Cli.Arguments;

/// <summary>Messages for words that a command does not know, with the name that was probably meant.</summary>
internal static class UnknownWord
{
    /// <summary>Options that commands declare themselves, as other programs name them. Declared options have their own
    /// synonyms.</summary>
    private static readonly (string[] Typed, string Option)[] Synonyms =
    [
        (["-O", "--output", "--out", "--outdir", "--out-dir", "--output-dir", "--output-folder", "--output-path",
            "--output-file", "--dest", "--destination", "--to"], "--destination-path"),
        (["-q", "--silent"], "--quiet"),
        (["-w"], "--well"),
        (["-v", "--debug"], "--verbose"),
        (["-f", "-y", "--yes", "--overwrite", "--replace"], "--force"),
        (["-n", "--dry-run", "--simulate"], "--what-if"),
        (["-p"], "--preset"),
        (["--no-browser", "--headless"], "--no-open"),
        (["--model", "--mask", "--masks"], "--label-path"),
    ];

    public static string Explain(string word, Command command, CommandHost host)
    {
        if (word.StartsWith('-')) return UnknownOption(word.Split('=')[0], command);

        if (command.Subcommands.Count > 0)
        {
            if (Path.Exists(host.FullPath(word)) && Suggested(word, command) is var (result, subcommand))
            {
                var quoted = word.Contains(' ') ? $"\"{word}\"" : word;
                return $"'{word}' is not a command. To make {result} of it, use {CommandWords.Path(command)} "
                    + $"{subcommand} {quoted}";
            }

            var near = ListedCommand.Meant(word, command)
                ?? NearestWord.Find(word, command.Subcommands.Select(known => known.Name));
            return $"Unknown command '{word}'.{(near is null ? "" : $" Did you mean {near}?")}";
        }

        var allowed = command.Arguments.Sum(argument => argument.Arity.MaximumNumberOfValues);
        return $"Unexpected argument '{word}': {CommandWords.Path(command)} takes "
            + (allowed == 0 ? "no arguments." : allowed == 1 ? "one argument." : $"{allowed} arguments.")
            + " Quote a value that contains spaces.";
    }

    /// <summary>Refuses unknown options, which the parser takes for inputs. Files whose names begin with a dash are
    /// inputs.</summary>
    public static void RefuseOptions(ArgumentResult inputs, Command command, CommandHost host)
    {
        foreach (var token in inputs.Tokens.Where(t => t.Value is ['-', _, ..] && !Path.Exists(host.FullPath(t.Value))))
        {
            inputs.AddError(Explain(token.Value, command, host));
        }
    }

    /// <summary>Returns the errors of the parser in the words of this program, each once.</summary>
    public static IEnumerable<string> Errors(ParseResult parsed, CommandHost host)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens;
        var all = parsed.Errors
            .Where(error => unknown.Count == 0
                || !unknown.Any(word => error.Message.Contains($"'{word}'")))
            .Select(error => InWords(error.Message));
        var ofWords = unknown.Select(word => Explain(word, command, host)).ToList();
        return ofWords.Count > 0 && command.Subcommands.Count > 0 ? ofWords.Take(1) : ofWords.Concat(all).Distinct();
    }

    private static string InWords(string message)
    {
        const string missing = "Required argument missing for option: ";
        return message == "Required command was not provided." ? "No command given."
            : message.StartsWith(missing, StringComparison.Ordinal)
            ? $"Option {message[missing.Length..].TrimEnd('.')} requires a value."
            : message;
    }

    /// <summary>What a command that has the operation as a subcommand probably was to make of a file; null for other
    /// commands.</summary>
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
        var isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal);
        string[] near = Synonyms.FirstOrDefault(entry => entry.Typed.Contains(typed)).Option is { } own
            && names.Contains(own) ? [own]
            : [.. OptionDeclaration.Meant(
                typed, command.Options.OfType<IDeclaredOption>().Select(option => option.Declared))
                .Select(option => CommandWords.Option(option.Name))];
        if (near.Length == 0
            && OperationCatalog.All.FirstOrDefault(operation => operation.Name == command.Name)?.OptionsType is { } type
            && OptionSet.ForRecord(type).Former.FirstOrDefault(option => OptionWords.SameName(typed, option.Name))
                is { Now.Length: > 0 } former)
        {
            return $"Unknown option '{typed}'. {StylizeException.Spell(former.Now, CommandWords.Option)}";
        }

        if (near.Length == 0
            && ((isOpposite ? NearestWord.Find(typed[5..], names) : null)
                ?? NearestWord.Find(typed, names)) is { } found)
        {
            near = [found];
        }

        var shown = near.Length == 0
            ? "" : $" Did you mean {OptionWords.Alternatives([.. near.Select(name => Shown(name, command))])}?";
        return $"Unknown option '{typed}'.{shown}";
    }

    /// <summary>An option with its short form, such as "--destination-path (-o)".</summary>
    private static string Shown(string name, Command command)
    {
        var option = command.Options.First(option => option.Name == name);
        return option.Aliases.FirstOrDefault(alias => alias.Length == 2 && alias[0] == '-' && alias != "-?")
            is { } letter
            ? $"{name} ({letter})"
            : name;
    }
}
