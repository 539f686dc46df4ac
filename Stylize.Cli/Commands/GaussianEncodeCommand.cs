using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Commands;

/// <summary>`stylize gaussian encode`: fits 2D Gaussians to photographs.</summary>
internal sealed class GaussianEncodeCommand : FileCommand
{
    public const string CommandName = "encode";
    public const string Summary = "Fit 2D Gaussians to photographs (<stem>.g2d).";

    private readonly PresetOption _preset;
    private readonly DeclaredOptions _options;

    public GaussianEncodeCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => GaussianImageOptions.Presets.Keys);
        _options = Declare<GaussianImageOptions>();
        Finish(
            "stylize gaussian encode photo.jpg",
            "stylize gaussian encode photos -o models --count 10000 --effort best --preview",
            "stylize gaussian encode photo.jpg --target-size 15000 --json");
    }

    protected override IOperation Rehearsed => new GaussianImageOperation(new GaussianImageOptions { Count = 100, Iterations = 44 });

    protected override IOperation CreateOperation(ParseResult values)
    {
        var start = (Start(values, GaussianImageOperation.OperationName, _options) with { Preset = values.GetValue(_preset) })
            .Read<GaussianImageOptions>(null);
        return new GaussianImageOperation(OptionSet.Lay(start, _options.Given(values), Host));
    }
}
