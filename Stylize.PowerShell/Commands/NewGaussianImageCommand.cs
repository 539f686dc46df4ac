using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<GaussianImageOptions>(HasPresets = true)]
public sealed partial class NewGaussianImageCommand : FileCmdlet;
