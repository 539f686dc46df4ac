using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Commands;

/// <summary>`stylize dot-art`: dots along edges or in proportion to tone.</summary>
internal sealed class DotArtCommand : FileCommand
{
    public const string CommandName = "dot-art";
    public const string Summary = "Make dot art of photographs: dots along edges or in proportion to tone (<stem>.dots.svg or .dots.png).";

    private readonly PresetOption _preset;
    private readonly DeclaredOptions _options;

    public DotArtCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => DotArtOptions.Presets.Keys);
        _options = Declare<DotArtOptions>();
        Finish(
            "stylize dot-art photo.jpg -o out",
            "stylize dot-art photos -o out --preset FineStippling",
            "stylize dot-art portrait.jpg -o out --distribution tone --dot-count 20000 --color black",
            "stylize dot-art \"scans/**/*.png\" -o out --pattern hexagonal --distribution tone --format png --paper-color white");
    }

    protected override IOperation CreateOperation(ParseResult values)
    {
        var start = (Start(values, DotArtOperation.OperationName, _options) with { Preset = values.GetValue(_preset) })
            .Read<DotArtOptions>(null);
        return new DotArtOperation(OptionSet.Lay(start, _options.Given(values), Host));
    }
}
