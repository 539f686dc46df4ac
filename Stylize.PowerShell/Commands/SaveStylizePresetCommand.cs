using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Saves options under a name, for -Preset.</summary>
[Cmdlet(VerbsData.Save, "StylizePreset", SupportsShouldProcess = true)]
[OutputType(typeof(StylizePreset))]
public sealed class SaveStylizePresetCommand : StylizeCmdlet
{
    /// <summary>The operation that the preset is for.</summary>
    [Parameter(Mandatory = true, Position = 0), ArgumentCompleter(typeof(OperationCompleter))]
    public string Operation { get; set; } = "";

    /// <summary>The preset's name.</summary>
    [Parameter(Mandatory = true, Position = 1), ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>A preset to begin with: one of Get-StylizePreset or Optimize-StylizePreset, or its name. Default: Default.</summary>
    [Parameter(ValueFromPipeline = true), ArgumentCompleter(typeof(PresetCompleter))]
    public PSObject? Preset { get; set; }

    /// <summary>Options by their names, such as @{ Colors = 8 }, laid over it.</summary>
    [Parameter, ValidateNotNull]
    public System.Collections.IDictionary Options { get; set; } = new System.Collections.Hashtable();

    /// <summary>Replace a saved preset of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        try
        {
            var operation = OperationCatalog.Find(Operation);
            var presets = new UserPresets();
            var start = Preset?.BaseObject switch
            {
                null => presets.Load(operation, "Default"),
                StylizePreset preset => preset.Options,
                IOperationOptions options => options,
                var name => presets.Load(operation, LanguagePrimitives.ConvertTo<string>(name)),
            };
            var laid = OptionSet.Lay(start, GivenTo(OptionSet.Of(start.GetType())), this);
            if (ShouldProcess(Name, $"Save a preset of {operation.PascalName}"))
            {
                presets.Save(operation, Name, laid, Force);
                WriteObject(StylizePreset.Of(operation, Name, false, laid));
            }
        }
        catch (Engine.StylizeException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Name));
        }
    }

    private List<KeyValuePair<string, object?>> GivenTo(OptionSet known)
    {
        var given = Options.Cast<System.Collections.DictionaryEntry>()
            .Select(entry => KeyValuePair.Create($"{entry.Key}", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value))
            .ToList();
        return given.FirstOrDefault(option => known.Find(option.Key) is null) is { Key: { } unknown }
            ? throw Engine.StylizeException.NoSuch("Options", "option", unknown, known.All.Select(option => option.Name))
            : given;
    }
}
