using Stylize.Engine.Gaussians.Decoding;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertFrom, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<GaussianDecodeOptions>]
public sealed partial class ConvertFromGaussianImageCommand : FileCmdlet;
