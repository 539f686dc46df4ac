using Stylize.Engine.Gaussians.Editing;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Edit, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class EditGaussianImageCommand : FileCmdlet
{
    [Parameter, OptionOf<GaussianEditOptions>]
    public string[]? Move { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public int? Width { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public double? Scale { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public double? Rotate { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public string[]? Crop { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public string? Join { get; set; }

    [Parameter, OptionOf<GaussianEditOptions>]
    public string[]? At { get; set; }
}
