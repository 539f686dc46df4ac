using System.CommandLine;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Arguments;

/// <summary>
/// An option whose words the engine reads. One type for values of every kind: each further generic type of the library costs start-up time.
/// </summary>
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

    /// <summary>What the engine declares.</summary>
    public OptionDeclaration Declared => _declared;

    /// <inheritdoc/>
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
