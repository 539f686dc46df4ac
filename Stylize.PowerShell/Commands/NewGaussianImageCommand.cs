using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<GaussianImageOptions>(HasPresets = true)]
public sealed partial class NewGaussianImageCommand : FileCmdlet;
