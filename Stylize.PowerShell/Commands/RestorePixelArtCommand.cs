using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Restore, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<RestoreOptions>]
public sealed partial class RestorePixelArtCommand : FileCmdlet;
