using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Catalog.Sheets;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Lists presets; the command also draws sheets of them.</summary>
[Verb("Get-StylizePreset", Summary, Row = "preset", HasProgress = true,
    Output = "Stylize.PowerShell.StylizePreset",
    Examples = [
            "stylize presets", "stylize presets pixel-art --json", "stylize presets --try photo.jpg",
            "stylize presets dot-art --try photo.jpg -o sheet.png",
            "stylize presets --try photo.jpg --vary palette -o sheet.png",
            "stylize presets --try photo.jpg --vary dot-count=5000,20000,80000 -o sheet.png",
        ])]
internal sealed record PresetsVerb : IVerb
{
    public const string Summary = "List, compare, save or remove presets.";

    [Option("One of {Operations}. Default: all. With {Vary}: any operation.", IsArgument = true, Position = 0,
        Names = OptionNames.Operation)]
    public IReadOnlyList<string> Operation { get; init; } = [];

    [Option("Presets to list.", For = FrontEnds.Cmdlet, Default = "all", Position = 1, IsPattern = true,
        FromPipeline = true, FromProperties = [], Names = OptionNames.Preset)]
    public IReadOnlyList<string> Name { get; init; } = [];

    [Option("Include the presets that lists and sheets leave out.")]
    public bool All { get; init; }

    [Option("Draw a sheet that compares all presets on this photograph.", For = FrontEnds.Command,
        ValueName = "photograph", IsFile = true)]
    public string? Try { get; init; }

    [Option("With {Try}: compare values of one option, such as dot-count=5000,20000. "
        + "Without values: all choices, or numbers around the present one.",
        For = FrontEnds.Command, ValueName = "option=a,b,c", Names = OptionNames.Vary)]
    public string? Vary { get; init; }

    [Option("With {Vary}: preset to vary. Default: Default.", For = FrontEnds.Command, ValueName = "name",
        Names = OptionNames.Preset)]
    public string? Preset { get; init; }

    [Option("With {Try}: file or folder for the sheet. Default: only the terminal.", For = FrontEnds.Command,
        ValueName = "path", Letter = "o", Names = OptionNames.File)]
    public string? DestinationPath { get; init; }

    [Option("Replace an existing sheet.", For = FrontEnds.Command)]
    public bool Force { get; init; }

    [Option("Also show the sheet in the terminal.", For = FrontEnds.Command)]
    public bool Show { get; init; }

    void IVerb.Run(IVerbRun run)
    {
        if (Try is not null)
        {
            DrawSheet(run);
            return;
        }

        var lone = Vary is not null ? nameof(Vary) : Preset is not null ? nameof(Preset)
            : DestinationPath is not null ? nameof(DestinationPath) : Force ? nameof(Force) : Show
            ? nameof(Show) : null;
        if (lone is not null) throw StylizeException.OnlyWith(lone, nameof(Try));

        List(run);
    }

    private void List(IVerbRun run)
    {
        var saved = new UserPresets();
        var isNamed = Name.Any(name => name.AsSpan().IndexOfAny("*?[") < 0);
        OperationDefinition[] operations =
            Operation.Count == 0
                ? [.. OperationCatalog.WithPresets] : [.. Operation.Select(name => OperationCatalog.Find(name))];
        (OperationDefinition Operation, string Name)[] presets =
        [
            .. from operation in operations
               from name in saved.ListedNames(
                   operation, All || isNamed, failure => run.Fail(failure, operation.PascalName))
               select (operation, name),
        ];
        string[] names = [.. presets.Select(preset => preset.Name).Distinct()];
        string[] chosen = [.. Name.SelectMany(name => run.Choose(nameof(Name), "preset", name, names))];
        foreach (var (operation, name) in presets.Where(one => Name.Count == 0 || chosen.Contains(one.Name)))
        {
            try
            {
                run.Write(
                    Describe(new(operation, name, operation.Presets.ContainsKey(name), saved.Load(operation, name))));
            }
            catch (StylizeException failure) when (!isNamed)
            {
                run.Warn(failure.Message);
            }
            catch (StylizeException failure)
            {
                run.Fail(failure, name);
            }
        }
    }

    private static VerbRow Describe(ListedPreset preset)
    {
        var differences = preset.Operation.DifferencesFromDefault(preset.Options);
        var text = string.Join(", ", differences.Select(FieldText.Format));
        return new VerbRow(
            $"{preset.Operation.Name} "
            + $"{preset.Name}{(preset.IsBuiltIn ? "" : " (saved)")}{(text.Length == 0 ? "" : $": {text}")}",
            [
                new("Operation", preset.Operation.Name), new("Name", preset.Name), new("BuiltIn", preset.IsBuiltIn),
                new("Options", differences),
            ])
        {
            Value = preset,
        };
    }

    private void DrawSheet(IVerbRun run)
    {
        var plan = SheetPlan.Read(Operation.FirstOrDefault(), Preset, Vary, run, All);
        if (DestinationPath == "-") throw Errors.SheetToPipe.With(nameof(DestinationPath));

        var file = DestinationPath is null
            ? null
            : SheetFile.FromDestination(Try!, run.FullPath(DestinationPath, nameof(DestinationPath)));
        if (file is null && !run.IsTerminal) throw Errors.SheetNotShown.With(nameof(DestinationPath));

        SheetVerb.Draw(plan, Try!, file, Force, Show, run);
    }
}

/// <summary>A preset in a list.</summary>
internal sealed record ListedPreset(
    OperationDefinition Operation, string Name, bool IsBuiltIn, IOperationOptions Options);

/// <summary>Removes a saved preset.</summary>
[Verb("Remove-StylizePreset", "Remove saved presets.", Asks = true, Target = nameof(Name), GoesOn = true,
    Examples = ["stylize presets remove dot-art Calm"])]
internal sealed record RemovePresetVerb : IVerb
{
    [Option("One of {Operations}.", IsArgument = true, Required = true, Position = 0, FromProperties = [],
        Names = OptionNames.Operation)]
    public string Operation { get; init; } = "";

    [Option("Names of the presets.", IsArgument = true, Required = true, Position = 1, FromPipeline = true,
        FromProperties = [], IsPattern = true, Names = OptionNames.SavedPreset)]
    public IReadOnlyList<string> Name { get; init; } = [];

    void IVerb.Run(IVerbRun run)
    {
        var operation = OperationCatalog.Find(Operation);
        var saved = new UserPresets();
        foreach (var text in Name)
        {
            // A name without wildcards that is not saved is an error of its own.
            var isPattern = text.AsSpan().IndexOfAny("*?[") >= 0;
            foreach (var name in isPattern ? run.Choose(nameof(Name), "preset", text, saved.Names(operation)) : [text])
            {
                StylizeException.Try(() =>
                {
                    if (run.Confirm(name, $"Remove the preset of {operation.PascalName}"))
                    {
                        saved.Remove(operation, name);
                    }
                }, failure => run.Fail(failure, name));
            }
        }
    }
}
