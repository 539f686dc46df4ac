using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Stylize.Workers.Operations;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the names of operations that workers do.</summary>
public sealed class CarriedOperationCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CarriedOperations.All
            .Select(operation => operation.PascalName)
            .Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
