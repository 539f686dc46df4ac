using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Commands;

/// <summary>`stylize gaussian edit`: moves, resizes, rotates, crops and joins .g2d files.</summary>
internal sealed class GaussianEditCommand : FileCommand
{
    private readonly DeclaredOptions _options;

    public GaussianEditCommand(CommandHost host)
        : base(host, "edit", "Move, resize, rotate, crop and join .g2d files, in that order (<stem>.edited.g2d).")
    {
        _options = Declare<GaussianEditOptions>();
        Finish(
            "stylize gaussian edit photo.g2d --width 1024",
            "stylize gaussian edit models -o turned --rotate 90",
            "stylize gaussian edit photo.g2d --crop 100,50,320,240",
            "stylize gaussian edit left.g2d --join right.g2d --at 768,0 -o both.g2d");
    }

    protected override IReadOnlySet<string> InputExtensions => GaussianFileReader.Extensions;

    protected override IOperation CreateOperation(ParseResult values) =>
        new GaussianEditOperation(OptionSet.Lay(
            Start(values, GaussianEditOperation.OperationName, _options).ReadLike<GaussianEditOptions>(), _options.Given(values), Host));
}
