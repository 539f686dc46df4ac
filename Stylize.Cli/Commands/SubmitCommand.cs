using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Cli.Output;

namespace Stylize.Cli.Commands;

/// <summary>`stylize submit`: the commands of the operations, whose work goes to workers.</summary>
internal sealed class SubmitCommand : Command
{
    public const string CommandName = "submit";
    public const string Summary = "Give the work of a command to workers on any number of hosts, by a RabbitMQ broker.";

    public SubmitCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        Add(this, new PixelArtCommand(host), host);
        Add(this, new DotArtCommand(host), host);
        Add(this, new RestoreCommand(host), host);
        var gaussian = new Command(GaussianCommand.CommandName, GaussianCommand.Summary);
        Subcommands.Add(gaussian);
        Add(gaussian, new GaussianEncodeCommand(host), host);
        Add(gaussian, new GaussianDecodeCommand(host), host);
        Add(gaussian, new GaussianEditCommand(host), host);
        HelpText.Extend(gaussian, ["stylize submit gaussian encode photos -o models"]);
        var segment = new SegmentCommand(host);
        segment.Submission = new Submission(host, segment);
        Subcommands.Add(segment);
        HelpText.Extend(segment, ["stylize submit segment plate -o out --channel DAPI --broker amqps://broker.lab/images"]);
        HelpText.Extend(this,
            ["stylize submit pixel-art \"photos/*.jpg\" -o out", "id=$(stylize submit segment plate -o out | tail -n 1)"]);
    }

    private static void Add(Command parent, FileCommand command, CommandHost host)
    {
        command.Submission = new Submission(host, command);
        parent.Subcommands.Add(command);
        HelpText.Extend(command, [$"stylize submit {(parent is SubmitCommand ? "" : parent.Name + " ")}{command.Name} photos -o out"]);
    }
}
