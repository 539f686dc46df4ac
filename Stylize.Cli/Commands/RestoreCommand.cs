using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;

namespace Stylize.Cli.Commands;

/// <summary>`stylize restore`: enlarged pixel art back to one pixel a cell.</summary>
internal sealed class RestoreCommand : FileCommand
{
    public const string CommandName = "restore";
    public const string Summary = 
        "Bring enlarged, blurred or JPEG-damaged pixel art back to one pixel a cell (<stem>.restored.png).";

    private readonly DeclaredOptions _options;

    public RestoreCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _options = Declare<RestoreOptions>();
        Finish(
            "stylize restore screenshot.png",
            "stylize restore found/*.jpg -o restored --colors 16",
            "stylize restore sprite.jpg --cell-size 7.5 --palette pico-8");
    }

    protected override IOperation CreateOperation(ParseResult values) =>
        new RestoreOperation(OptionSet.Lay(new RestoreOptions(), _options.Given(values), Host));
}
