using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Stylize.Engine.Catalog;
using Stylize.Engine.Catalog.Completion;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the names of operations: those that workers can do for Submit-StylizeBatch, those with presets for others.</summary>
public sealed class OperationCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        (commandName.Equals("Submit-StylizeBatch", StringComparison.OrdinalIgnoreCase)
            ? OperationCatalog.ForWorkers.Select(operation => new Candidate(operation.PascalName, operation.Summary))
            : Candidates.Operations(kebab: false))
            .Where(operation => operation.Text.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(OptionValueCompleter.Describe);
}
