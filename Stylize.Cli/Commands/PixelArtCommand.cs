using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Cli.Commands;

/// <summary>`stylize pixel-art`: small images of few colours, found by annealing.</summary>
internal sealed class PixelArtCommand : FileCommand
{
    public const string CommandName = "pixel-art";
    public const string Summary = "Make pixel art of photographs: a coarse grid of cells in few colours (<stem>.pixelart.png).";

    private readonly PresetOption _preset;
    private readonly DeclaredOptions _batch;
    private readonly DeclaredOptions _options;

    public PixelArtCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => PixelArtOptions.Presets.Keys);
        _batch = Declare<PixelArtBatchOptions>();
        _options = Declare<PixelArtOptions>();
        Finish(
            "stylize pixel-art photo.jpg -o out",
            "stylize pixel-art photos -o out --width 96 --colors 16 --scale 8",
            "stylize pixel-art clip.webp -o clip.gif --palette pico-8",
            "stylize pixel-art \"scans/**/*.png\" -o out --palette pico-8 --json",
            "stylize pixel-art photo.jpg --palette \"#1d2b53,#ff004d,#ffec27\" --what-if");
    }

    protected override IOperation Rehearsed => new PixelArtOperation(new PixelArtOptions { Width = 32 });

    protected override IOperation CreateOperation(ParseResult values)
    {
        var begin = Start(values, PixelArtOperation.OperationName, _batch, _options) with { Preset = values.GetValue(_preset) };
        var batch = OptionSet.Lay(begin.ReadLike<PixelArtBatchOptions>(typeof(PixelArtOptions)), _batch.Given(values), Host);
        var start = (begin with { Shorthand = batch.Fast ? nameof(PixelArtBatchOptions.Fast) : null })
            .Read<PixelArtOptions>(null, typeof(PixelArtBatchOptions));
        var options = OptionSet.Lay(PixelArtOptions.Start(Destination(values), start), _options.Given(values), Host);
        Learn = !batch.SharedPalette ? null
            : (inputs, context) => batch.Create(options, PixelArtBatchOptions.FindShared(inputs, options, context));
        return batch.Create(options);
    }
}
