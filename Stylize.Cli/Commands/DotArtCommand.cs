using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.DotArt;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>`stylize dot-art`: dots along edges or in proportion to tone.</summary>
internal sealed class DotArtCommand : FileCommand
{
    public const string CommandName = "dot-art";
    public const string Summary =
        "Make dot art of photographs, in proportion to tone or along edges, for screens and for plotters (<stem>.dots.svg, .png, .hpgl).";

    private readonly PresetOption _preset;
    private readonly DeclaredOptions _options;

    public DotArtCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => DotArtOptions.Presets.Keys);
        _options = Declare<DotArtOptions>();
        Finish(
            "stylize dot-art photo.jpg -o out",
            "stylize dot-art portrait.jpg -o portrait.png --dot-count 20000 --color black",
            "stylize dot-art photos -o out --preset FineStippling",
            "stylize dot-art \"scans/**/*.png\" -o out --pattern hexagonal --format png",
            "stylize dot-art portrait.jpg -o out --paper-size A3 --pen 0.3mm,black --pen 0.5mm,red --separation inks",
            "stylize dot-art portrait.jpg -o out --paper-size A4 --pen 0.3mm,black --single-line");
    }

    protected override IOperation Rehearsed => new DotArtOperation(new DotArtOptions());

    protected override IOperation CreateOperation(ParseResult values)
    {
        var start = Start(values, DotArtOperation.OperationName, _options) with { Preset = values.GetValue(_preset) };
        return new DotArtOperation(DotArtStart.Options(start, null, _options.Given(values), Destination(values)));
    }
}
