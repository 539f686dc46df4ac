using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>`stylize gaussian decode`: renders .g2d files.</summary>
internal sealed class GaussianDecodeCommand : FileCommand
{
    private readonly DeclaredOptions _options;

    public GaussianDecodeCommand(CommandHost host)
        : base(host, "decode", "Render .g2d files at any size as PNG, JPEG, WebP or TIFF, or write web pages that draw them.")
    {
        _options = Declare<GaussianDecodeOptions>();
        Finish(
            "stylize gaussian decode photo.g2d",
            "stylize gaussian decode models -o out --scale 0.25 --format jpeg",
            "stylize gaussian decode photo.g2d --format html --compare photo.jpg");
    }

    protected override IReadOnlySet<string> InputExtensions => GaussianFileReader.Extensions;

    protected override IOperation CreateOperation(ParseResult values)
    {
        var like = Start(values, GaussianDecodeOperation.OperationName, _options).ReadLike<GaussianDecodeOptions>();
        return new GaussianDecodeOperation(
            OptionSet.Lay(GaussianDecodeOptions.Start(Destination(values), like), _options.Given(values), Host));
    }
}
