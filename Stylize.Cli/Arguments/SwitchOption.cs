using System.CommandLine;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Arguments;

/// <summary>
/// A switch that can be turned on and off: --split, --split false, --no-split. The opposite of --no-montage is --montage.
/// </summary>
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

    /// <inheritdoc/>
    public void Describe() => Description = OptionHelp.Describe(_declared);

    /// <summary>True where the typed name is the switch's own, an older one, or the opposite of one of them.</summary>
    public bool IsNamed(string typed, out bool isOpposite)
    {
        isOpposite = false;
        if (Is(typed))
        {
            return true;
        }

        isOpposite = typed.StartsWith("--no-", StringComparison.Ordinal) ? Is("--" + typed[5..]) : Is("--no-" + typed[2..]);
        return isOpposite;
    }

    private bool Is(string name) => name == Name || Array.IndexOf(_aliases, name) >= 0;
}
