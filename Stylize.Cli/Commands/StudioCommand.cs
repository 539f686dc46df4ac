using Stylize.Studio;
using Stylize.Studio.Server;

namespace Stylize.Cli.Commands;

internal sealed class StudioCommand : Command
{
    public const string CommandName = "studio";
    public const string Summary = "Choose options in the browser, and copy the command that gives the same result.";

    private readonly CommandHost _host;
    private readonly Argument<string[]> _inputs = new("inputs")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Photographs, .g2d files, microscope tiles, or a folder of them.",
    };

    private readonly Option<bool> _noOpen = NewOption.Of<bool>("--no-open", null, "Print the address, without opening the browser.");

    public StudioCommand(CommandHost host)
        : base(CommandName, Summary)
    {
        _host = host;
        Arguments.Add(_inputs);
        Options.Add(_noOpen);
        HelpText.Extend(this, ["stylize studio photo.jpg", "stylize studio photos", "stylize studio plate --no-open"]);
        SetAction(Run);
    }

    private int Run(ParseResult values)
    {
        using var server = new StudioServer(new StudioStart(
            [.. values.GetValue(_inputs)!.Select(_host.FullPath).Select(Path.TrimEndingDirectorySeparator)], _host.Codec)
        {
            WorkingFolder = _host.WorkingFolder, OpenStore = MeasurementStores.Open,
        });
        _host.Out.WriteLine(server.Address);
        _host.Out.Flush();
        if (!values.GetValue(_noOpen) && !Browser.TryOpen(server.Address))
        {
            _host.Error.WriteLine("stylize: Cannot open a browser. Open the address above.");
        }

        server.Run(_host.Cancellation);
        return ExitCode.AllDone;
    }
}
