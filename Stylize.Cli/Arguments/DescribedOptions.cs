using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Cli.Arguments;

internal static class NewOption
{
    /// <summary>Creates an option that no options record declares.</summary>
    /// <param name="value">Placeholder of the value in the help; null for a switch.</param>
    public static Option<T> Create<T>(string name, string? value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description };
}

/// <summary>A switch with its opposite: --split, --split false, --no-split. The opposite of --no-montage is
/// --montage.</summary>
internal sealed class SwitchOption(OptionDeclaration declared)
    : Option<bool>("--" + OptionWords.Kebab(declared.Name)), IDescribedOption, IDeclaredOption
{
    private readonly string[] _aliases = OptionHelp.AliasesOf(declared);

    public OptionDeclaration Declared => declared;

    public void Describe(bool all) => Description = OptionHelp.Describe(declared, all);

    /// <summary>Returns true for the switch's name, an alias, or the opposite of either.</summary>
    public bool IsNamed(string typed, out bool isOpposite)
    {
        isOpposite = false;
        if (Is(typed)) return true;

        isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal)
            ? Is("--" + typed[5..]) : Is("--no-" + typed[2..]);
        return isOpposite;
    }

    private bool Is(string name) => name == Name || Array.IndexOf(_aliases, name) >= 0;
}

/// <summary>The option that puts the time before each line on standard error, for logs.</summary>
internal sealed class LogTimeOption : Option<bool>
{
    public LogTimeOption()
        : base("--log-time") =>
        Description = "Start each line of standard error with the UTC time.";

    public void Apply(ParseResult values, CommandHost host) => host.LogTime = values.GetValue(this);
}

internal sealed class PresetOption(Func<IEnumerable<string>> builtIn) : Option<string>("--preset"), IDescribedOption
{
    public void Describe(bool all)
    {
        HelpName = "name";
        Description = $"Preset to start from: {string.Join(", ", builtIn())}, or a saved one.";
    }
}

/// <summary>An option whose description is built only when help is shown.</summary>
internal interface IDescribedOption
{
    /// <param name="all">True to include when the option can be used.</param>
    void Describe(bool all);
}

/// <summary>An option that an options record declares.</summary>
internal interface IDeclaredOption
{
    OptionDeclaration Declared { get; }
}

/// <summary>An option whose words the engine parses; one type for all, because each generic type costs startup
/// time.</summary>
internal sealed class WordsOption : Option<string[]>, IDescribedOption, IDeclaredOption
{
    private readonly string[] _aliases;

    public WordsOption(OptionDeclaration declared)
        : base("--" + OptionWords.Kebab(declared.Name))
    {
        Declared = declared;
        _aliases = OptionHelp.AliasesOf(declared);
        Required = declared.Declared.Required;
        if (declared.Declared.Letter is { } letter)
        {
            Aliases.Add("-" + letter);
        }
    }

    public OptionDeclaration Declared { get; }

    public void Describe(bool all)
    {
        HelpName = OptionHelp.ValueName(Declared);
        Description = OptionHelp.Describe(Declared, all);
    }

    /// <summary>Returns true for the option's name or an alias.</summary>
    public bool IsNamed(string typed) => typed == Name || Array.IndexOf(_aliases, typed) >= 0;

    /// <summary>Returns true if a further word belongs to the option's list: it is a valid element and does not name an
    /// input.</summary>
    public bool Continues(string word, Func<string, bool> isInput)
    {
        var element = Declared.ElementType;
        return Declared.IsList && Declared.Kind switch
        {
            OptionKind.Palette or OptionKind.Colors => DotColor.TryParse(word, out _) && !isInput(word),
            _ when Declared.Declared.KeepsCommas => Declared.Declared.IsFile,
            _ when element == typeof(string) => !isInput(word),
            _ when element == typeof(int) => AreElements(element, word),
            _ => AreElements(element, word) && !isInput(word),
        };
    }

    private static bool AreElements(Type element, string word) =>
        OptionValue.Elements(element, [word]).All(w => OptionValue.TryRead(element, w, out _));
}
