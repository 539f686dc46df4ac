using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<PixelArtOptions>(HasPresets = true)]
[OptionsOf<PixelArtBatchOptions>]
public sealed partial class ConvertToPixelArtCommand : FileCmdlet;
