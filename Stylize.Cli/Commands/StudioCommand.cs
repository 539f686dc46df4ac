using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.Cli.Commands;

internal sealed class StudioCommand : HostCommand
{
    public const string CommandName = "studio";
    public const string Summary = "Choose options in the browser, and copy the command that gives the same result.";

    private readonly Argument<string[]> _inputs;
    private readonly Option<bool> _noOpen;

    public StudioCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _inputs = DeclareArgument<string[]>(
            "inputs", ArgumentArity.OneOrMore, "Photographs, .g2d files, microscope tiles, or a folder of them.");
        _noOpen = Declare<bool>("--no-open", null, "Print the address, without opening the browser.");
        Finish("stylize studio photo.jpg", "stylize studio photos", "stylize studio plate --no-open");
    }

    protected override int Run(ParseResult values)
    {
        using var server = new StudioServer(new StudioStart(
            [.. values.GetValue(_inputs)!.Select(Host.FullPath).Select(Path.TrimEndingDirectorySeparator)], Host.Codec)
        {
            WorkingFolder = Host.WorkingFolder, OpenStore = MeasurementStores.Open,
        });
        Host.Out.WriteLine(server.Address);
        Host.Out.Flush();
        if (!values.GetValue(_noOpen) && !Browser.TryOpen(server.Address))
        {
            Host.Error.WriteLine("stylize: Cannot open a browser. Open the address above.");
        }

        server.Run(Host.Cancellation);
        return ExitCode.AllDone;
    }
}
