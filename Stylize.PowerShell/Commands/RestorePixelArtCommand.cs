using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Restore, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile", "Stylize.Engine.Runs.Estimate.BatchEstimate")]
[OptionsOf<RestoreOptions>]
public sealed partial class RestorePixelArtCommand : FileCmdlet;
