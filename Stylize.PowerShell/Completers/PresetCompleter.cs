using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Completion;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the names of presets, built in and saved, of the operation that -Operation names or that the cmdlet is for.</summary>
public sealed class PresetCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var operation = fakeBoundParameters["Operation"] is string name
                ? OperationCatalog.Find(name)
                : OperationCatalog.OfCmdlet(commandName);
            return operation is null ? [] : Candidates.Presets(operation.PresetOwner ?? operation)
                .Where(preset => preset.Text.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
                .Select(OptionValueCompleter.Describe);
        }
        catch (StylizeException)
        {
            return [];
        }
    }
}
