using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Operations;
using Stylize.PowerShell.Completers;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell.Commands;

/// <summary>Makes dot art of photographs.</summary>
[Cmdlet(VerbsData.ConvertTo, "DotArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToDotArtCommand : FileCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string? Preset { get; set; }

    [Parameter, PresetOptions(OptionsType = typeof(DotArtOptions))]
    [ValidateNotNull]
    public DotArtOptions? Options { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<DotDistribution>]
    public DotDistribution? Distribution { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? Frame { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? DotCount { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter AllowOverlap { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<ToneCurve>]
    public ToneCurve? ToneCurve { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<DotPattern>]
    public DotPattern? Pattern { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<DotShape>]
    public DotShape? Shape { get; set; }

    [Parameter, Option<DotArtOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? Color { get; set; }

    [Parameter, Option<DotArtOptions>]
    [ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter, Option<DotArtOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string? PaperColor { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<DotFormat>]
    public DotFormat? Format { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? PngSize { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter ScaleWithImage { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? DensityThreshold { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? MinRadius { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? MaxRadius { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter AdaptiveSizing { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? SpacingFactor { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? Gap { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? PositionJitter { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? SizeVariation { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? MinOpacity { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? OpacityVariation { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter SaturateGradient { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<BackgroundUse>]
    public BackgroundUse? Background { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? BackgroundTolerance { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter BackgroundSampleEdgePixels { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter BackgroundClusterColors { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? BackgroundClusterCount { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? BackgroundSeed { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? BackgroundEdgeSampleRatio { get; set; }

    [Parameter, Option<DotArtOptions>]
    public string? BackgroundMask { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? Precision { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? ColorSimilarity { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter PlotterOrder { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<TimeSpan>]
    public TimeSpan? TargetTime { get; set; }

    [Parameter, Option<DotArtOptions>]
    public int? Seed { get; set; }

    [Parameter, Option<DotArtOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[]? PaperSize { get; set; }

    [Parameter, Option<DotArtOptions>]
    public string[]? Margin { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<SheetOrientation>]
    public SheetOrientation? Orientation { get; set; }

    [Parameter, Option<DotArtOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public string[]? Pen { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? DrawSpeed { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? TravelSpeed { get; set; }

    [Parameter, Option<DotArtOptions>]
    public float? RefillLength { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<Separation>]
    public Separation? Separation { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<float[]>]
    public float[]? ScreenAngle { get; set; }

    [Parameter, Option<DotArtOptions>, Spelled<float[]>]
    public float[]? ScreenRuling { get; set; }

    [Parameter, Option<DotArtOptions>]
    public SwitchParameter SingleLine { get; set; }

    protected override IOperation CreateOperation() =>
        new DotArtOperation(DotArtStart.Options(
            Start(DotArtOperation.OperationName) with { Preset = Preset }, Options, Given, DestinationPath));
}
