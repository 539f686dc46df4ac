using Stylize.Engine.DotArt;

namespace Stylize.PowerShell.Commands;

[Cmdlet(VerbsData.ConvertTo, "DotArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToDotArtCommand : FileCmdlet
{
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(PresetCompleter))]
    public string? Preset { get; set; }

    [Parameter, PresetOptions(OptionsType = typeof(DotArtOptions)), ValidateNotNull]
    public DotArtOptions? Options { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<DotDistribution>]
    public DotDistribution? Distribution { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? Frame { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? DotCount { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter AllowOverlap { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<ToneCurve>]
    public ToneCurve? ToneCurve { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<DotPattern>]
    public DotPattern? Pattern { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<DotShape>]
    public DotShape? Shape { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Color { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? Colors { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? PaperColor { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<DotFormat>]
    public DotFormat? Format { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? PngSize { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter ScaleWithImage { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? DensityThreshold { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? MinRadius { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? MaxRadius { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter AdaptiveSizing { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? SpacingFactor { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? Gap { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? PositionJitter { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? SizeVariation { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? MinOpacity { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? OpacityVariation { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter SaturateGradient { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<BackgroundUse>]
    public BackgroundUse? Background { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? BackgroundTolerance { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter BackgroundSampleEdgePixels { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter BackgroundClusterColors { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? BackgroundClusterCount { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? BackgroundSeed { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? BackgroundEdgeSampleRatio { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public string? BackgroundMask { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? Precision { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? ColorSimilarity { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter PlotterOrder { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<TimeSpan>]
    public TimeSpan? TargetTime { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public int? Seed { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[]? PaperSize { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public string[]? Margin { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<SheetOrientation>]
    public SheetOrientation? Orientation { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[]? Pen { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? DrawSpeed { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? TravelSpeed { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? LiftTime { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? RefillLength { get; set; }

    [Parameter, OptionOf<DotArtOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Machine { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter Separate { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<Separation>]
    public Separation? Separation { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<float[]>]
    public float[]? ScreenAngle { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<float[]>]
    public float[]? ScreenRuling { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public double? Brightness { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public double? Contrast { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public double? LocalContrast { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public double? Gamma { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<float[]>]
    public float[]? Levels { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter AutoLevels { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter Invert { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? InkThreshold { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public float? InkSharpness { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter Outlines { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public string[]? LineWidth { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<float[]>]
    public float[]? HatchAngles { get; set; }

    [Parameter, OptionOf<DotArtOptions>, Spelled<EngravePattern>]
    public EngravePattern? EngravePattern { get; set; }

    [Parameter, OptionOf<DotArtOptions>]
    public SwitchParameter SingleLine { get; set; }
}
