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
        var noun = commandName[(commandName.IndexOf('-', StringComparison.Ordinal) + 1)..];
        var operation = fakeBoundParameters["Operation"] as string ?? (noun is "ImageRegion" or "SegmentationMontage" ? "Regions" : noun);
        try
        {
            var found = OperationCatalog.Find(operation);
            return Candidates.Presets(found)
                .Where(preset => preset.Text.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
                .Select(OptionValueCompleter.Describe);
        }
        catch (StylizeException)
        {
            return [];
        }
    }
}
