using Stylize.Engine.Gaussians.Decoding;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertFrom, "GaussianImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<GaussianDecodeOptions>]
public sealed partial class ConvertFromGaussianImageCommand : FileCmdlet;
