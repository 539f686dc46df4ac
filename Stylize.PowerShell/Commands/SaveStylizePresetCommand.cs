namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Save, "StylizePreset", SupportsShouldProcess = true)]
[OutputType(typeof(StylizePreset))]
public sealed class SaveStylizePresetCommand : StylizeCmdlet
{
    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter))]
    public string Operation { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    [Parameter(ValueFromPipeline = true), ArgumentCompleter(typeof(PresetCompleter))]
    public PSObject? Preset { get; set; }

    [Parameter, ValidateNotNull]
    public System.Collections.IDictionary Options { get; set; } = new System.Collections.Hashtable();

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord() => Checked(() =>
    {
        var operation = OperationCatalog.Find(Operation);
        var presets = new UserPresets();
        var start = Preset?.BaseObject switch
        {
            null => presets.Load(operation, "Default"),
            StylizePreset preset => preset.Options,
            TuningResult tuned => tuned.Options,
            IOperationOptions options => options,
            var name => presets.Load(operation, LanguagePrimitives.ConvertTo<string>(name)),
        };
        var given = GivenTo(OptionSet.ForRecord(start.GetType()));
        var laid = OptionSet.Apply(start, given, this);
        if (ShouldProcess(Name, $"Save a preset of {operation.PascalName}"))
        {
            presets.Save(operation, Name, laid, Force, given.Select(option => option.Key));
            WriteObject(StylizePreset.FromOptions(operation, Name, false, laid));
        }
    }, Name);

    private List<KeyValuePair<string, object?>> GivenTo(OptionSet known)
    {
        var given = Options.Cast<System.Collections.DictionaryEntry>()
            .Select(entry =>
                KeyValuePair.Create($"{entry.Key}", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value))
            .ToList();
        return given.FirstOrDefault(option => known.Find(option.Key) is null) is { Key: { } unknown }
            ? throw Engine.StylizeException.NoSuch(
                "Options", "option", unknown, known.All.Select(option => option.Name))
            : given;
    }
}
