using Stylize.Engine.Catalog.Completion;
using KnownCommand = (
    string Name, string Description, System.Func<Stylize.Cli.Hosting.CommandHost, System.CommandLine.Command> Create);

namespace Stylize.Cli.Completing;

/// <summary>
/// Prints the candidates for the last word of a command line, for the scripts of the shells. A line has a candidate, a
/// tab and its description. The line ":files" means that file names fit too.
/// </summary>
internal sealed class WordCompletion
{
    public const string Files = ":files";

    private readonly CommandHost _host;
    private readonly IReadOnlyList<KnownCommand> _all;
    private readonly string[] _words;
    private readonly Command _command;
    private readonly List<string> _named = [];

    private WordCompletion(
        CommandHost host, IReadOnlyList<string> words, IReadOnlyList<KnownCommand> all)
    {
        (_host, _words, _all) = (host, [.. words], all);
        _command = new Command("stylize");
        var entry = words.Count > 1 ? all.FirstOrDefault(e => e.Name == words[0]) : default;
        if (entry.Create is null) return;

        _command = entry.Create(host);
        string? before = null;
        foreach (var word in words.Skip(1).SkipLast(1))
        {
            if (_command.Subcommands.FirstOrDefault(c => c.Name == word) is { } inner)
            {
                _command = inner;
            }
            else if (!word.StartsWith('-') && (before is null || !TakesValue(before)))
            {
                _named.Add(word);
            }

            before = word;
        }
    }

    public static void Write(
        CommandHost host, IReadOnlyList<string> words, IReadOnlyList<KnownCommand> all)
    {
        try
        {
            if (words is [HelpCommand.CommandName, _, ..])
            {
                words = [.. words.Skip(1)];
            }

            foreach (var line in new WordCompletion(host, words.Count == 0 ? [""] : words, all).Lines())
            {
                host.Out.WriteLine(line);
            }
        }
        catch (StylizeException)
        {
            // Completion reports no errors.
        }
    }

    private IEnumerable<string> Lines()
    {
        var word = _words[^1];
        var before = _words.Length > 1 ? _words[^2] : "";
        var (prefix, part) = ("", word);
        var takesFiles = false;
        IEnumerable<Candidate> found;
        if (word.StartsWith("--", StringComparison.Ordinal)
            && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var end)
        {
            (prefix, part) = (word[..(end + 1)], word[(end + 1)..]);
            found = Values(word[..end], out takesFiles);
        }
        else if (before.StartsWith('-') && TakesValue(before))
        {
            found = Values(before, out takesFiles);
        }
        else if (word.StartsWith('-'))
        {
            found = NamesOfOptions(word);
        }
        else
        {
            found = Positional(out takesFiles);
        }

        // Elements of a list are completed one by one, except values that contain commas.
        var cut = part.LastIndexOf(',') + 1;
        if (cut > 0 && !found.Any(candidate => Fits(candidate.Text, part)))
        {
            (prefix, part) = (prefix + part[..cut], part[cut..]);
        }

        var lines = found.Where(candidate => Fits(candidate.Text, part))
            .Select(candidate => $"{prefix}{candidate.Text}\t{candidate.Tip.ReplaceLineEndings(" ")}").Distinct();
        return takesFiles ? lines.Append(Files) : lines;
    }

    private static bool Fits(string candidate, string typed) =>
        candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<Candidate> NamesOfOptions(string word)
    {
        foreach (var option in _command.Options.Where(option => !option.Hidden))
        {
            (option as IDescribedOption)?.Describe(all: true);
            var name = option.Name.StartsWith('-') ? option.Name : "--" + option.Name;
            var tip = option.Description ?? "";
            yield return new(name, tip);
            if (option is SwitchOption && word.StartsWith("--no-", StringComparison.Ordinal)
                && !name.StartsWith("--no-", StringComparison.Ordinal))
            {
                yield return new("--no-" + name[2..], "Off: " + tip);
            }
        }
    }

    private IEnumerable<Candidate> Positional(out bool takesFiles)
    {
        takesFiles = false;
        if (_command.Name == "stylize" && _command.Options.Count == 0)
        {
            return _all.Select(entry => new Candidate(entry.Name, entry.Description));
        }

        var inner = _command.Subcommands.Select(command => new Candidate(command.Name, command.Description ?? ""));
        if (_command is VerbCommand verb)
        {
            var argument = verb.ArgumentAfter(_named.Count);
            takesFiles = argument is null ? verb.TakesFiles : argument.Declared.Names == OptionNames.None;
            return argument is null ? [] : (_named.Count == 0 ? inner : []).Concat(Named(argument));
        }

        if (_command.Subcommands.Count > 0) return inner;

        takesFiles = _command is not (SavePresetCommand or CompletionCommand);
        return _command is CompletionCommand && _named.Count == 0
            ? CompletionCommand.Shells.Select(shell => new Candidate(shell)) : [];
    }

    /// <summary>Returns the names that the option of a verb can have.</summary>
    private IEnumerable<Candidate> Named(OptionDeclaration option) => option.Declared.Names switch
    {
        OptionNames.Operation => Candidates.Operations(kebab: true),
        OptionNames.Palette => Candidates.Palettes(),
        OptionNames.Stored when _named.Count > 0 =>
            StoredNames.Find(MeasurementStores.Name(_named[0], false, _host.FullPath), option.Name)
                .Select(name => new Candidate(name)),
        OptionNames.Vary => Candidates.Varied(Operation(), kebab: true, _words[^1])
            .Select(varied => varied with { Tip = StylizeException.Spell(varied.Tip, CommandWords.Option) }),
        OptionNames.Preset when Operation() is { } operation => Candidates.Presets(operation),
        OptionNames.SavedPreset when Operation() is { } operation =>
            new UserPresets().AllNames(operation, _ => { }).Except(operation.Presets.Keys)
                .Select(name => new Candidate(name)),
        _ => [],
    };

    private IEnumerable<Candidate> Values(string typed, out bool takesFiles)
    {
        takesFiles = false;
        switch (Option(typed))
        {
            case WordsOption { Declared.Declared.Names: not (OptionNames.None or OptionNames.File) } named:
                return Named(named.Declared);
            case WordsOption words:
                takesFiles = Candidates.TakesFile(words.Declared);
                return Candidates.ForOption(words.Declared, GivenFiles, Given, _host.Codec)
                    .Select(candidate => candidate with { Text = Candidates.Kebab(candidate.Text, words.Declared) });
            case SwitchOption:
                return [new("true"), new("false")];
            case { Name: "--preset" }:
                return Operation() is { } operation ? Candidates.Presets(operation) : [];
            case { Name: "--operation" }:
                return Candidates.Operations(kebab: true);
            case { } other:
                takesFiles = other.HelpName is "file";
                return [];
            default:
                return [];
        }
    }

    private Option? Option(string typed) => TypedWords.Find(_command, typed);

    private bool TakesValue(string typed) => Option(typed) is { } option && TypedWords.TakesValue(option);

    /// <summary>Returns the text of an option that an earlier word gives; "true" for a switch.</summary>
    private string? Given(string name)
    {
        var option = CommandWords.Option(name);
        for (var i = 0; i < _words.Length - 1; i++)
        {
            if (_words[i].StartsWith(option + "=", StringComparison.Ordinal)) return _words[i][(option.Length + 1)..];

            if (_words[i] == option)
            {
                return !TakesValue(option) ? "true" : i + 1 < _words.Length - 1 ? _words[i + 1] : null;
            }
        }

        return null;
    }

    /// <summary>Returns the operation whose presets and options to offer.</summary>
    private OperationDefinition? Operation() => _command switch
    {
        IOperationCommand command => command.Operation.PresetOwner ?? command.Operation,
        SavePresetCommand save => save.Operation,
        _ => OperationCatalog.WithPresets.FirstOrDefault(operation => _named.Count > 0 && operation.IsNamed(_named[0])),
    };

    private IEnumerable<string> GivenFiles()
    {
        var formats = new Lazy<IReadOnlySet<string>>(() => FileExtensions.ForFormats(_host.Codec.ReadFormats));
        var expansion = new InputExpansion(_host, () => formats.Value, isPlate: true);
        return expansion.Expand(_named.Count > 0 ? _named : ["."]).Where(input => input.Failure is null)
            .Select(input => input.Path);
    }
}
