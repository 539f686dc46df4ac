using Stylize.Engine.Gaussians.Editing;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Edit, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<GaussianEditOptions>]
public sealed partial class EditGaussianImageCommand : FileCmdlet;
