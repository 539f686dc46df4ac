namespace Stylize.Cli.Commands;

/// <summary>Saves options of an operation as a preset.</summary>
internal sealed class SavePresetCommand : HostCommand
{
    public const string CommandName = "save";
    public const string Summary = "Save options as a preset.";

    private readonly Argument<string> _name;
    private readonly Option<string> _preset;
    private readonly DeclaredOptions _options;
    private readonly Option<bool> _force;

    private SavePresetCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Word, $"Save options of {operation.Word} as a preset.")
    {
        Operation = operation;
        _name = DeclareArgument<string>("name", ArgumentArity.ExactlyOne, "Name of the preset.");
        _preset = Declare<string>("--preset", "name", "Preset to start from. Default: Default.");
        _options = new DeclaredOptions(this, OptionSet.ForRecord(operation.OptionsType));
        _force = Declare<bool>("--force", null, "Replace a saved preset of this name.");
        Finish($"stylize presets save {operation.Word} Mine --preset {operation.Presets.Keys.Last()}");
    }

    public OperationDefinition Operation { get; }

    /// <summary>Returns the command with a subcommand per operation that has presets.</summary>
    public static Command Create(CommandHost host)
    {
        var group = new Command(CommandName, Summary);
        foreach (var operation in OperationCatalog.WithPresets)
        {
            group.Subcommands.Add(new SavePresetCommand(host, operation));
        }

        HelpText.Extend(group, ["stylize presets save dot-art Calm --dot-count 3000 --shape circle"]);
        return group;
    }

    protected override int Run(ParseResult values)
    {
        var presets = new UserPresets();
        var start = presets.Load(Operation, values.GetValue(_preset) ?? "Default");
        var given = _options.Given(values);
        var options = OptionSet.Apply(start, given, Host);
        var path = presets.Save(
            Operation, values.GetValue(_name)!, options, values.GetValue(_force), given.Select(option => option.Key));
        Host.Note($"Saved as '{path}'.");
        return ExitCode.AllDone;
    }
}
