using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Restore, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType("System.IO.FileInfo", "Stylize.OutputFile")]
[OptionsOf<RestoreOptions>]
public sealed partial class RestorePixelArtCommand : FileCmdlet;
