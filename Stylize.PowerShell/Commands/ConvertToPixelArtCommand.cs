using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<PixelArtOptions>(HasPresets = true)]
[OptionsOf<PixelArtBatchOptions>]
public sealed partial class ConvertToPixelArtCommand : FileCmdlet;
