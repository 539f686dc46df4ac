using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using Stylize.Engine.Operations.Options;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell.Completers;

/// <summary>Completes the values of an option that takes only some of its type's.</summary>
public sealed class OptionValueCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Parameters(commandName)
            .Where(property => property.Name.Equals(parameterName, StringComparison.OrdinalIgnoreCase))
            .SelectMany(property => property.GetCustomAttributes(false).OfType<IOptionAttribute>())
            .SelectMany(option => option.Declaration.Range.Values)
            .Select(OptionWords.Invariant)
            .Where(value => value.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
            .Select(value => new CompletionResult(value));

    private static IEnumerable<PropertyInfo> Parameters(string commandName) =>
        from type in typeof(OptionValueCompleter).Assembly.GetTypes()
        let cmdlet = type.GetCustomAttribute<CmdletAttribute>()
        where cmdlet is not null && $"{cmdlet.VerbName}-{cmdlet.NounName}".Equals(commandName, StringComparison.OrdinalIgnoreCase)
        from property in type.GetProperties()
        select property;
}
