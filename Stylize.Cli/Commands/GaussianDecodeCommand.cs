using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>`stylize gaussian decode`: renders .g2d files.</summary>
internal sealed class GaussianDecodeCommand : FileCommand
{
    private readonly Option<int?> _width;
    private readonly Option<int?> _height;
    private readonly Option<double?> _scale;
    private readonly Option<double?> _level;
    private readonly Option<ImageFormat?> _format;
    private readonly Option<int?> _quality;
    private readonly Option<bool> _allowPrefix;

    public GaussianDecodeCommand(CommandHost host)
        : base(host, "decode", "Render .g2d files at any size as PNG, JPEG, WebP or TIFF, or write them as SVG.")
    {
        _width = Declare<int?>("--width", "pixels", "Width of the picture; alone it keeps the aspect. Default: the source's.");
        _height = Declare<int?>("--height", "pixels", "Height of the picture; alone it keeps the aspect.");
        _scale = Declare<double?>("--scale", "factor", "Size relative to the source, where neither width nor height is given; default 1.");
        _level = Declare<double?>("--level", "share", "Share of the Gaussians to show, the most important ones, above 0 to 1; default 1.");
        _format = Declare<ImageFormat?>("--format", "format", "Png, Jpeg, WebP, Tiff or Svg; default: by the destination's extension, else Png.");
        _quality = Declare<int?>("--quality", "n", "Quality of JPEG and WebP, 1 to 100; default 90.");
        _allowPrefix = Declare<bool>("--allow-prefix", null, "Render what is intact of a file that is cut short or damaged.");
        Finish(
            "stylize gaussian decode photo.g2d",
            "stylize gaussian decode models -o out --scale 0.25 --format jpeg",
            "stylize gaussian decode photo.g2d -o photo.svg");
    }

    protected override IReadOnlySet<string> InputExtensions => GaussianInfoCommand.Extensions;

    protected override IOperation CreateOperation(ParseResult values)
    {
        var options = GaussianDecodeOptions.Default;
        return new GaussianDecodeOperation(options with
        {
            Render = options.Render with
            {
                Width = values.GetValue(_width),
                Height = values.GetValue(_height),
                Scale = values.GetValue(_scale) ?? options.Render.Scale,
                Level = values.GetValue(_level) ?? options.Render.Level,
            },
            Format = values.GetValue(_format) ?? GaussianDecodeOptions.FormatOf(Destination(values)) ?? options.Format,
            Quality = values.GetValue(_quality) ?? options.Quality,
            AllowPrefix = values.GetValue(_allowPrefix),
        });
    }
}
