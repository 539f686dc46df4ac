using System.CommandLine;
using Stylize.Engine;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Arguments;

/// <summary>The options of a command that an options record declares: names, help and values all come from the declaration.</summary>
internal sealed class DeclaredOptions
{
    private readonly List<(OptionDeclaration Declared, Option Option)> _options = [];

    public DeclaredOptions(Command command, OptionSet options)
    {
        foreach (var declared in options.All)
        {
            Option option = declared.Kind == OptionKind.Switch ? new SwitchOption(declared) : new WordsOption(declared);
            command.Options.Add(option);
            _options.Add((declared, option));
        }
    }

    /// <summary>The options that were typed, with their words or with true or false.</summary>
    /// <exception cref="StylizeException">OptionInvalid: one that has one value was given several.</exception>
    public IEnumerable<KeyValuePair<string, object?>> Given(ParseResult values)
    {
        foreach (var (declared, option) in _options)
        {
            if (values.GetResult(option) is not { Implicit: false } result) continue;

            if (result.IdentifierTokenCount > 1 && !declared.IsList)
            {
                throw StylizeException.Option(declared.Name, $"given {result.IdentifierTokenCount} times", "given once");
            }

            yield return new(
                declared.Name,
                declared.Kind == OptionKind.Switch ? result.GetValueOrDefault<bool>()
                    : result.Tokens.Select(token => token.Value).ToArray());
        }
    }
}
