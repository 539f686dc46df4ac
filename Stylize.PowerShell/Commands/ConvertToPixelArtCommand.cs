using Stylize.Engine.PixelArt;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToPixelArtCommand : FileCmdlet
{
    [Parameter, ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter, PresetOptions(OptionsType = typeof(PixelArtOptions)), ValidateNotNull]
    public PixelArtOptions? Options { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Width { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Height { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<FitMode>]
    public FitMode? Fit { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? PadColor { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Colors { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<PaletteMatch>]
    public PaletteMatch? PaletteMatch { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[]? LockedColor { get; set; }

    [Parameter, OptionOf<PixelArtBatchOptions>]
    public SwitchParameter SharedPalette { get; set; }

    [Parameter, OptionOf<PixelArtBatchOptions>, Spelled<PaletteFormat>]
    public PaletteFormat? SavePalette { get; set; }

    [Parameter, OptionOf<PixelArtBatchOptions>]
    public SwitchParameter Chart { get; set; }

    [Parameter, OptionOf<PixelArtBatchOptions>]
    public SwitchParameter Fast { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Scale { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<PixelArtFormat>]
    public PixelArtFormat? Format { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Frame { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? FrameTime { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Alias("Columns")]
    public int? SheetColumns { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Alias("Padding")]
    public int? SheetPadding { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Alias("PowerOfTwo")]
    public SwitchParameter SheetPowerOfTwo { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Alias("Trim")]
    public SwitchParameter SheetTrim { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<SheetData>]
    public SheetData? SheetData { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? Stride { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? InitialTemperatureFactor { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? CoolingRate { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? FinalTemperature { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? PaletteTolerance { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? SplitDistance { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? SplitPerturbation { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? MaxIterations { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? StagnationTolerance { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? StagnationIterations { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? SpatialWeight { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? PositionSmoothing { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? ColorSmoothing { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? SmoothnessWeight { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public SwitchParameter NoRefinement { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? Saturation { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? Brightness { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? Contrast { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? LocalContrast { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? Gamma { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<float[]>]
    public float[]? Levels { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public SwitchParameter AutoLevels { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public SwitchParameter Invert { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<DitherMethod>]
    public DitherMethod? Dither { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? DitherStrength { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public int? DitherSize { get; set; }

    [Parameter, OptionOf<PixelArtOptions>, Spelled<OutlineStyle>]
    public OutlineStyle? Outline { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public SwitchParameter Tileable { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public string? Importance { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public double? AlphaThreshold { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public SwitchParameter TransparentBackground { get; set; }

    [Parameter, OptionOf<PixelArtOptions>]
    public int? ProgressImageInterval { get; set; }
}
