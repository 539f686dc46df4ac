namespace Stylize.Cli.Commands;

internal sealed class SubmitCommand : Command
{
    public const string CommandName = "submit";
    public const string Summary = "Send the work of a command to workers through a RabbitMQ broker.";

    public SubmitCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        foreach (var operation in OperationCatalog.ForWorkers)
        {
            var command = OperationCommand.Create(host, operation);
            var submission = new Submission(host, command);
            if (command is OperationCommand files)
            {
                files.Submission = submission;
            }
            else if (command is SegmentCommand plate)
            {
                plate.Submission = submission;
            }

            ParentOf(operation.Name).Subcommands.Add(command);
            HelpText.Extend(command, command is SegmentCommand
                ? ["stylize submit segment plate -o out --channel DAPI --broker amqps://broker.lab/images"]
                : [$"stylize submit {operation.Name} photos -o out"]);
        }

        HelpText.Extend(this,
            ["stylize submit pixel-art \"photos/*.jpg\" -o out",
                "id=$(stylize submit segment plate -o out | tail -n 1)"]);
    }

    /// <summary>Returns this command, or the group that the first word of a name stands for.</summary>
    private Command ParentOf(string name)
    {
        if (!name.StartsWith(GaussianCommand.CommandName + " ", StringComparison.Ordinal)) return this;
        if (Subcommands.FirstOrDefault(command => command.Name == GaussianCommand.CommandName) is { } known)
        {
            return known;
        }

        var group = new Command(GaussianCommand.CommandName, GaussianCommand.Summary);
        HelpText.Extend(group, ["stylize submit gaussian encode photos -o models"]);
        Subcommands.Add(group);
        return group;
    }
}
