namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "StylizePreset")]
[OutputType(typeof(StylizePreset))]
public sealed class GetStylizePresetCommand : StylizeCmdlet
{
    [Parameter(Position = 0), ArgumentCompleter(typeof(OperationCompleter)), ValidateNotNullOrEmpty]
    public string[]? Operation { get; set; }

    [Parameter(Position = 1), ArgumentCompleter(typeof(PresetCompleter)), SupportsWildcards, ValidateNotNullOrEmpty]
    public string Name { get; set; } = "*";

    [Parameter]
    public SwitchParameter All { get; set; }

    protected override void EndProcessing()
    {
        var pattern = WildcardPattern.Get(Name, WildcardOptions.IgnoreCase);
        var saved = new UserPresets();
        var found = false;
        var isNamed = !WildcardPattern.ContainsWildcardCharacters(Name);
        OperationDefinition[] operations = Checked(
            () => Operation is null ? [.. OperationCatalog.WithPresets] : Array.ConvertAll(Operation, name => OperationCatalog.Find(name)),
            nameof(Operation));
        foreach (var operation in operations)
        {
            var names = saved.ListedNames(operation, All || isNamed, e => WriteError(ErrorRecords.From(e, operation.PascalName)));
            foreach (var name in names.Where(pattern.IsMatch))
            {
                found = true;
                Try(name, () => WriteObject(
                    StylizePreset.FromOptions(operation, name, operation.Presets.ContainsKey(name), saved.Load(operation, name))));
            }
        }

        if (!found && isNamed)
        {
            var known = operations.SelectMany(operation => saved.AllNames(operation, _ => { })).Distinct();
            WriteError(ErrorRecords.From(Engine.StylizeException.NoSuch(nameof(Name), "preset", Name, known), Name));
        }
    }
}
