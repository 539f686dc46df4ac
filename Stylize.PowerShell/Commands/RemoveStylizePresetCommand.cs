using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Removes a preset that was saved.</summary>
[Cmdlet(VerbsCommon.Remove, "StylizePreset", SupportsShouldProcess = true)]
public sealed class RemoveStylizePresetCommand : PSCmdlet
{
    /// <summary>The operation that the preset is for.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(OperationCompleter))]
    public string Operation { get; set; } = "";

    /// <summary>The preset's name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(PresetCompleter))]
    public string Name { get; set; } = "";

    protected override void ProcessRecord()
    {
        try
        {
            var operation = OperationCatalog.Find(Operation);
            var presets = new UserPresets();
            if (ShouldProcess(Name, $"Remove the preset of {operation.PascalName}"))
            {
                presets.Remove(operation, Name);
            }
        }
        catch (Engine.StylizeException failure)
        {
            WriteError(ErrorRecords.From(failure, Name));
        }
    }
}
