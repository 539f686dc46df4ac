using System.Management.Automation;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.PowerShell;

/// <summary>A preset as Get-StylizePreset shows it.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Name">The preset's name.</param>
/// <param name="IsBuiltIn">False for one that the user saved.</param>
/// <param name="Options">What it sets; the cmdlets take it by -Options.</param>
/// <param name="Differences">A property for each option that differs from the default preset.</param>
public sealed record StylizePreset(string Operation, string Name, bool IsBuiltIn, IOperationOptions Options, PSObject Differences)
{
    internal static StylizePreset Of(OperationDefinition operation, string name, bool isBuiltIn, IOperationOptions options)
    {
        var set = OptionSet.Of(operation.OptionsType);
        var differences = operation.DifferencesFromDefault(options);
        return new(OptionWords.Pascal(operation.RecordedName), name, isBuiltIn, options, ScriptObject.Of(differences
            .Select(pair => KeyValuePair.Create(pair.Key, ScriptValue.Of(set.Find(pair.Key)!, pair.Value)))));
    }
}
