namespace Stylize.Cli.Arguments;

/// <summary>Options of a command that an options record declares, with names, help and values from the
/// declaration.</summary>
internal sealed class DeclaredOptions
{
    private readonly List<(OptionDeclaration Declared, Option Option)> _options = [];

    /// <param name="without">Names of options that the command does not have.</param>
    public DeclaredOptions(Command command, OptionSet options, params IReadOnlyList<string> without)
    {
        foreach (var declared in options.All.Where(
            option => !option.Declared.OnlyInPresets && !without.Contains(option.Name)))
        {
            Option option = declared.Kind == OptionKind.Switch ? new SwitchOption(declared) : new WordsOption(declared);
            command.Options.Add(option);
            _options.Add((declared, option));
        }
    }

    /// <summary>Returns the word of an option as it is typed; null if it is not given.</summary>
    public string? WordOf(string name, ParseResult values) =>
        _options.FirstOrDefault(option => option.Declared.Name == name).Option is { } option
            ? values.GetResult(option)?.Tokens.LastOrDefault()?.Value : null;

    /// <summary>Returns the options that were given, with their words, or with true or false.</summary>
    /// <exception cref="StylizeException">OptionInvalid: an option that takes one value was given several
    /// times.</exception>
    public IEnumerable<KeyValuePair<string, object?>> Given(ParseResult values)
    {
        foreach (var (declared, option) in _options)
        {
            if (values.GetResult(option) is not { Implicit: false } result) continue;

            if (result.IdentifierTokenCount > 1 && !declared.IsList)
            {
                throw Errors.GivenTwice.With(declared.Name, result.IdentifierTokenCount);
            }

            yield return new(
                declared.Name,
                declared.Kind == OptionKind.Switch ? result.GetValueOrDefault<bool>()
                    : result.Tokens.Select(token => token.Value).ToArray());
        }
    }
}
