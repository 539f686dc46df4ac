using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that segment images, with the parameters of segmentation.</summary>
public abstract class RegionCmdlet<TItem, T> : InputCmdlet<TItem, T>
    where TItem : class, IBatchItem
    where T : class
{
    [Parameter, ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter, OptionOf<SegmentationOptions>, Spelled<ThresholdMethod>]
    public ThresholdMethod? Method { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? Threshold { get; set; }

    [Parameter, OptionOf<SegmentationOptions>, Alias("LabelPattern", "Labels")]
    public string? LabelPath { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? StandardDeviations { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public int? BlockSize { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? LocalOffset { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public int? WindowSize { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? SauvolaWeight { get; set; }

    [Parameter, OptionOf<SegmentationOptions>, Spelled<BackgroundCorrection>]
    public BackgroundCorrection? Background { get; set; }

    [Parameter, OptionOf<SegmentationOptions>, ArgumentCompleter(typeof(OptionValueCompleter))]
    public int? Connectivity { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public SwitchParameter Split { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? SplitDepth { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? NucleusDiameter { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public long? MinimumArea { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public long? MaximumArea { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? ProximityRadius { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public string[]? Ring { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public SwitchParameter DropBorder { get; set; }

    [Parameter, OptionOf<SegmentationOptions>]
    public double? PixelSize { get; set; }

    [Parameter, OptionOf<SegmentationOptions>, Spelled<RegionProperties[]>]
    public RegionProperties[]? Property { get; set; }

    /// <summary>Returns the options of -Preset, or the defaults.</summary>
    protected SegmentationOptions Start() => UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, Preset, null);
}
