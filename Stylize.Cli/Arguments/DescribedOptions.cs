using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Arguments;

internal static class NewOption
{
    /// <summary>An option whose help is plain text.</summary>
    /// <param name="value">What the help calls the value; null for a switch.</param>
    public static Option<T> Of<T>(string name, string? value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description };
}

/// <summary>A switch with its opposite: --split, --split false, --no-split. That of --no-montage is --montage.</summary>
internal sealed class SwitchOption : Option<bool>, IDescribedOption
{
    private readonly OptionDeclaration _declared;
    private readonly string[] _aliases;

    public SwitchOption(OptionDeclaration declared)
        : base("--" + OptionWords.Kebab(declared.Name))
    {
        _declared = declared;
        _aliases = OptionHelp.AliasesOf(declared);
    }

    public void Describe() => Description = OptionHelp.Describe(_declared);

    /// <summary>True where the typed name is the switch's own, an older one, or the opposite of one of them.</summary>
    public bool IsNamed(string typed, out bool isOpposite)
    {
        isOpposite = false;
        if (Is(typed)) return true;

        isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal) ? Is("--" + typed[5..]) : Is("--no-" + typed[2..]);
        return isOpposite;
    }

    private bool Is(string name) => name == Name || Array.IndexOf(_aliases, name) >= 0;
}

/// <summary>The option that puts the time before each line on standard error, for the logs of schedulers.</summary>
internal sealed class LogTimeOption : Option<bool>
{
    public LogTimeOption()
        : base("--log-time") =>
        Description = "Start each line on standard error with the time (UTC); no progress bar.";

    /// <summary>Gives the lines of a run their times if the option was typed.</summary>
    public void Apply(ParseResult values, CommandHost host) => host.LogTime = values.GetValue(this);
}

internal sealed class PresetOption(Func<IEnumerable<string>> builtIn) : Option<string>("--preset"), IDescribedOption
{
    public void Describe()
    {
        HelpName = "name";
        Description = $"Preset to begin with: {string.Join(", ", builtIn())}, or a saved one; see 'stylize presets'.";
    }
}

/// <summary>An option whose description is made only where help is shown.</summary>
internal interface IDescribedOption
{
    void Describe();
}

/// <summary>An option whose words the engine reads; one type for all, because each generic type costs start-up time.</summary>
internal sealed class WordsOption : Option<string[]>, IDescribedOption
{
    private readonly OptionDeclaration _declared;
    private readonly string[] _aliases;

    public WordsOption(OptionDeclaration declared)
        : base("--" + OptionWords.Kebab(declared.Name))
    {
        _declared = declared;
        _aliases = OptionHelp.AliasesOf(declared);
        Required = declared.Declared.Required;
    }

    public OptionDeclaration Declared => _declared;

    public void Describe()
    {
        HelpName = OptionHelp.ValueName(_declared);
        Description = OptionHelp.Describe(_declared);
    }

    /// <summary>True where the typed name is the option's own or an older one.</summary>
    public bool IsNamed(string typed) => typed == Name || Array.IndexOf(_aliases, typed) >= 0;

    /// <summary>True where a word after the option's first belongs to its list: it can be an element, and names no input.</summary>
    public bool Continues(string word, Func<string, bool> isInput)
    {
        var element = _declared.ElementType;
        return _declared.IsList && _declared.Kind switch
        {
            OptionKind.Palette or OptionKind.Colors => DotColor.TryParse(word, out _) && !isInput(word),
            _ when element == typeof(string) => !isInput(word),
            _ when element == typeof(int) => AreElements(element, word),
            _ => AreElements(element, word) && !isInput(word),
        };
    }

    private static bool AreElements(Type element, string word) =>
        OptionValue.Elements(element, [word]).All(w => OptionValue.TryRead(element, w, out _));
}
