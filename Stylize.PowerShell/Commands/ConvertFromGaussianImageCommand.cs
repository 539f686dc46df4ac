using Stylize.Engine.Gaussians.Decoding;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertFrom, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertFromGaussianImageCommand : FileCmdlet
{
    [Parameter, OptionOf<GaussianDecodeOptions>]
    public int? Width { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public int? Height { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public double? Scale { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public double? Level { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public string[]? Region { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>, Spelled<ImageFormat>]
    // Restricts completion to these values. A test compares them with the declaration.
    [ValidateSet("Png", "Jpeg", "WebP", "Tiff", "Html")]
    public ImageFormat? Format { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public int? Quality { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public SwitchParameter AllowPrefix { get; set; }

    [Parameter, OptionOf<GaussianDecodeOptions>]
    public string? Compare { get; set; }
}
