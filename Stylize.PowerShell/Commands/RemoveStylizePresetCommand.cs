namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "StylizePreset", SupportsShouldProcess = true)]
public sealed class RemoveStylizePresetCommand : StylizeCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(OperationCompleter))]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(PresetCompleter))]
    public string Name { get; set; } = "";

    protected override void ProcessRecord() => Try(Name, () =>
    {
        var operation = OperationCatalog.Find(Operation);
        if (ShouldProcess(Name, $"Remove the preset of {operation.PascalName}"))
        {
            new UserPresets().Remove(operation, Name);
        }
    });
}
