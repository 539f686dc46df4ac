using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Stylize.Engine.Catalog;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the names of operations.</summary>
public sealed class OperationCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        OperationCatalog.All
            .Select(operation => operation.PascalName)
            .Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
