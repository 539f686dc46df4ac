using Stylize.Engine.Catalog.Completion;

namespace Stylize.Cli.Arguments;

/// <summary>
/// Rewrites declared options for the parser: aliases become names, --no-split becomes --split=false, and --size 256 512
/// becomes --size 256 --size 512. A further word belongs to a list if it is a valid element and does not name an input,
/// so that inputs may follow a list.
/// </summary>
internal sealed class TypedWords
{
    private readonly IReadOnlyList<string> _args;
    private readonly Func<string, bool> _isInput;
    private readonly List<string> _words;
    private Command _command;
    private int _next;

    private TypedWords(IReadOnlyList<string> args, Command command, Func<string, bool> isInput)
    {
        (_args, _command, _isInput) = (args, command, isInput);
        _words = new List<string>(args.Count);
    }

    /// <summary>Returns the arguments as the parser expects them.</summary>
    public static IReadOnlyList<string> Normalize(
        IReadOnlyList<string> args, Command command, Func<string, bool> isInput)
    {
        var words = new TypedWords(args, command, isInput);
        while (words._next < args.Count && args[words._next] != "--")
        {
            words.Take(args[words._next++]);
        }

        words._words.AddRange(args.Skip(words._next));
        return words._words;
    }

    /// <summary>Returns the option with a name or an alias; null if the command has none.</summary>
    public static Option? Find(Command command, string typed) => command.Options.FirstOrDefault(option =>
        option.Name == typed || option.Aliases.Contains(typed)
        || (option is WordsOption words && words.IsNamed(typed)));

    /// <summary>True if a value follows an option.</summary>
    public static bool TakesValue(Option option) =>
        option is not (SwitchOption or System.CommandLine.Help.HelpOption) && option.ValueType != typeof(bool);

    private void Take(string word)
    {
        RefuseOptionAsValue(word);
        if (!word.StartsWith("--", StringComparison.Ordinal))
        {
            _words.Add(word);
            _command = _command.Subcommands.FirstOrDefault(c => c.Name == word) ?? _command;
            return;
        }

        var end = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = end < 0 ? (word, "") : (word[..end], word[end..]);
        foreach (var option in _command.Options)
        {
            if (option is SwitchOption toggle && toggle.IsNamed(name, out var isOpposite))
            {
                _words.Add(option.Name + (isOpposite ? $"={Opposite(value)}" : value));
                return;
            }

            if (option is WordsOption list && list.IsNamed(name))
            {
                _words.Add(list.Name + value);
                if (value.Length == 0)
                {
                    TakeList(list);
                }

                return;
            }
        }

        _words.Add(word);
    }

    /// <exception cref="StylizeException">OptionInvalid: another option is in the place of the value.</exception>
    private void RefuseOptionAsValue(string word)
    {
        if (_next == _args.Count || _args[_next] is not ['-', _, ..] next
            || Find(_command, word) is not { } option || !TakesValue(option)
            || (!next.StartsWith("--", StringComparison.Ordinal) && Find(_command, next) is null))
        {
            return;
        }

        var takesFile = option is WordsOption words ? Candidates.TakesFile(words.Declared) : option is not PresetOption;
        throw (takesFile ? Errors.FileNeedsValue : Errors.NeedsValue).With(null, option.Name, next);
    }

    private string Opposite(string value)
    {
        if (value.Length == 0 && _next < _args.Count && bool.TryParse(_args[_next], out _))
        {
            value = "=" + _args[_next++];
        }

        return bool.TryParse(value.TrimStart('='), out var on) ? on ? "false" : "true" : value.Length == 0
            ? "false" : value[1..];
    }

    private void TakeList(WordsOption list)
    {
        if (_next == _args.Count) return;

        _words.Add(_args[_next++]);
        while (_next < _args.Count && !IsOption(_args[_next]) && list.Continues(_args[_next], _isInput))
        {
            _words.Add(list.Name);
            _words.Add(_args[_next++]);
        }
    }

    private static bool IsOption(string word) =>
        word.StartsWith('-') && !(word.Length > 1 && char.IsAsciiDigit(word[1]));
}
