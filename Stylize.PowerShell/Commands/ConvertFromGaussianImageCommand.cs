using System.Management.Automation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell.Commands;

/// <summary>Renders Gaussian images as pictures.</summary>
[Cmdlet(VerbsData.ConvertFrom, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertFromGaussianImageCommand : FileCommand
{
    [Parameter]
    [ValidateRange(1, RenderOptions.MaxSide)]
    public int? Width { get; set; }

    [Parameter]
    [ValidateRange(1, RenderOptions.MaxSide)]
    public int? Height { get; set; }

    [Parameter]
    [ValidateRange(0.0001, 1000.0)]
    public double? Scale { get; set; }

    [Parameter]
    [ValidateRange(0.0001, 1.0)]
    public double? Level { get; set; }

    [Parameter]
    [ValidateSet("Png", "Jpeg", "WebP", "Tiff", "Svg")]
    public ImageFormat? Format { get; set; }

    [Parameter]
    [ValidateRange(1, 100)]
    public int? Quality { get; set; }

    [Parameter]
    public SwitchParameter AllowPrefix { get; set; }

    protected override IOperation CreateOperation()
    {
        var options = GaussianDecodeOptions.Default;
        return new GaussianDecodeOperation(options with
        {
            Render = options.Render with { Width = Width, Height = Height, Scale = Scale ?? options.Render.Scale, Level = Level ?? options.Render.Level },
            Format = Format ?? GaussianDecodeOptions.FormatOf(DestinationPath) ?? options.Format,
            Quality = Quality ?? options.Quality,
            AllowPrefix = AllowPrefix,
        });
    }
}
