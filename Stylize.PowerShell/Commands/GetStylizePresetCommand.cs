using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Lists presets, built in and saved.</summary>
[Cmdlet(VerbsCommon.Get, "StylizePreset")]
[OutputType(typeof(StylizePreset))]
public sealed class GetStylizePresetCommand : PSCmdlet
{
    [Parameter(Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string[]? Operation { get; set; }

    [Parameter(Position = 1), ArgumentCompleter(typeof(PresetCompleter)), SupportsWildcards, ValidateNotNullOrEmpty]
    public string Name { get; set; } = "*";

    protected override void EndProcessing()
    {
        var pattern = WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        var saved = new UserPresets();
        var found = false;
        var operations = Operations();
        foreach (var operation in operations)
        {
            var names = operation.Presets.Keys.Select(name => (name, true)).Concat(saved.Names(operation).Select(name => (name, false)));
            foreach (var (name, builtIn) in names.Where(n => pattern.IsMatch(n.Item1)))
            {
                found = true;
                try
                {
                    var options = saved.Load(operation, name);
                    WriteObject(StylizePreset.Of(operation, name, builtIn, options));
                }
                catch (Engine.StylizeException e)
                {
                    WriteError(ErrorRecords.From(e, name));
                }
            }
        }

        if (!found && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            var names = operations.SelectMany(operation => operation.Presets.Keys.Concat(saved.Names(operation))).Distinct();
            WriteError(ErrorRecords.From(Engine.StylizeException.NoSuch(nameof(Name), "preset", Name, names), Name));
        }
    }

    private IReadOnlyList<OperationDefinition> Operations()
    {
        try
        {
            return Operation is null ? [.. OperationCatalog.WithPresets] : [.. Operation.Select(name => OperationCatalog.Find(name))];
        }
        catch (Engine.StylizeException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, nameof(Operation)));
            throw;
        }
    }
}
