using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class NewGaussianImageCommand : FileCmdlet
{
    [Parameter, ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter, PresetOptions(OptionsType = typeof(GaussianImageOptions)), ValidateNotNull]
    public GaussianImageOptions? Options { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public int? Count { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public double? TargetPsnr { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public long? TargetSize { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>, Spelled<TimeSpan>]
    public TimeSpan? TargetTime { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public int? Iterations { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>, Spelled<FitQuality>]
    public FitQuality? Effort { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>, Spelled<GaussianProfile>]
    public GaussianProfile? Profile { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public SwitchParameter Progressive { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public SwitchParameter Preview { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public int? Frame { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public string? InitialModel { get; set; }

    [Parameter, OptionOf<GaussianImageOptions>]
    public int? Seed { get; set; }
}
