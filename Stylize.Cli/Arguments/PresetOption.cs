using System.CommandLine;

namespace Stylize.Cli.Arguments;

/// <summary>The preset that a command begins with.</summary>
/// <param name="builtIn">Gives the names of the built-in presets.</param>
internal sealed class PresetOption(Func<IEnumerable<string>> builtIn) : Option<string>("--preset"), IDescribedOption
{
    /// <inheritdoc/>
    public void Describe()
    {
        HelpName = "name";
        Description = $"Preset to begin with: {string.Join(", ", builtIn())}, or a saved one; see 'stylize presets'.";
    }
}
