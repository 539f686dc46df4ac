using Stylize.Engine.PixelArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.Restore, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class RestorePixelArtCommand : FileCmdlet
{
    [Parameter, OptionOf<RestoreOptions>]
    public int? Frame { get; set; }

    [Parameter, OptionOf<RestoreOptions>]
    public double? CellSize { get; set; }

    [Parameter, OptionOf<RestoreOptions>]
    public int? Colors { get; set; }

    [Parameter, OptionOf<RestoreOptions>, ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter, OptionOf<RestoreOptions>]
    public SwitchParameter TransparentBackground { get; set; }
}
