using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.Cli.Commands;

internal sealed class StudioCommand : HostCommand
{
    public const string CommandName = "studio";
    public const string Summary = "Choose options in the browser, and copy the command that gives the same result.";

    private readonly Argument<string[]> _inputs;
    private readonly Option<bool> _noOpen;
    private readonly Option<int?> _port;

    public StudioCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _inputs = DeclareArgument<string[]>(
            "inputs", ArgumentArity.ZeroOrMore,
            "Photographs, .g2d files, microscope tiles, or a folder of them; default: this folder.");
        _noOpen = Declare<bool>("--no-open", null, "Print the address, without opening the browser.");
        _port = Declare<int?>("--port", "n", "Port of the address, 1024 to 65535; default: one for each folder.");
        Finish("stylize studio", "stylize studio photo.jpg", "stylize studio photos", "stylize studio plate --no-open");
    }

    protected override int Run(ParseResult values)
    {
        var inputs = values.GetValue(_inputs) is { Length: > 0 } given ? given : ["."];
        var start =
            new StudioStart([.. inputs.Select(Host.FullPath).Select(Path.TrimEndingDirectorySeparator)], Host.Codec)
            {
                WorkingFolder = Host.WorkingFolder, OpenStore = MeasurementStores.Open,
                Port = StudioStart.RequirePort(values.GetValue(_port)),
            };
        if (StudioServer.FindRunning(start) is { } running)
        {
            Show(running, values);
            return ExitCode.AllDone;
        }

        using var server = new StudioServer(start);
        Show(server.Address, values);
        server.Run(Host.Cancellation, () =>
        {
            if (!Host.HasTerminal || !EnterKey.WasPressed()) return;

            Host.Out.WriteLine(server.Address);
            Host.Out.Flush();
        });
        return ExitCode.AllDone;
    }

    private void Show(string address, ParseResult values)
    {
        Host.Out.WriteLine(address);
        Host.Out.Flush();
        if (!values.GetValue(_noOpen) && !Browser.TryOpen(address))
        {
            Host.Note("Cannot open a browser. Open the address above.");
        }
    }
}
