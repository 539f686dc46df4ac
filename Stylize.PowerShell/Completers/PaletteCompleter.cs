using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Stylize.Engine.Catalog.Completion;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the names of palettes; where none fits, PowerShell goes on to complete file names.</summary>
public sealed class PaletteCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return NamedPalettes.Names.Where(pattern.IsMatch)
            .Select(name => OptionValueCompleter.Describe(new Candidate(name)));
    }
}
