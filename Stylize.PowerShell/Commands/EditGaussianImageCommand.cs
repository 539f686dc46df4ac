using Stylize.Engine.Gaussians.Editing;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Edit, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<GaussianEditOptions>]
public sealed partial class EditGaussianImageCommand : FileCmdlet;
