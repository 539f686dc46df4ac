namespace Stylize.Cli.Commands;

internal sealed class RemovePresetCommand : HostCommand
{
    public const string CommandName = "remove";
    public const string Summary = "Remove a saved preset.";

    private readonly Argument<string> _operation;
    private readonly Argument<string> _name;

    public RemovePresetCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _operation = DeclareArgument<string>("operation", ArgumentArity.ExactlyOne, $"One of {PresetsCommand.OperationNames}.");
        _name = DeclareArgument<string>("name", ArgumentArity.ExactlyOne, "Name of the preset.");
        Finish("stylize presets remove dot-art Calm");
    }

    protected override int Run(ParseResult values)
    {
        new UserPresets().Remove(OperationCatalog.Find(values.GetValue(_operation)!), values.GetValue(_name)!);
        return ExitCode.AllDone;
    }
}
