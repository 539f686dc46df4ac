using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.PowerShell.Completers;
using Stylize.PowerShell.Options;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that segment: the parameters that say how pixels become regions.</summary>
/// <typeparam name="TItem">What is segmented together.</typeparam>
/// <typeparam name="T">What the work makes of one item.</typeparam>
public abstract class RegionCmdlet<TItem, T> : InputCmdlet<TItem, T>
    where TItem : class, IBatchItem
    where T : class
{
    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter, Option<SegmentationOptions>, Spelled<ThresholdMethod>]
    public ThresholdMethod? Method { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? Threshold { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? StandardDeviations { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public int? BlockSize { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? LocalOffset { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public int? WindowSize { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? SauvolaWeight { get; set; }

    [Parameter, Option<SegmentationOptions>, Spelled<BackgroundCorrection>]
    public BackgroundCorrection? Background { get; set; }

    [Parameter, Option<SegmentationOptions>]
    [ArgumentCompleter(typeof(OptionValueCompleter))]
    public int? Connectivity { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public SwitchParameter Split { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? SplitDepth { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public long? MinimumArea { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public long? MaximumArea { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? ProximityRadius { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public SwitchParameter DropBorder { get; set; }

    [Parameter, Option<SegmentationOptions>]
    public double? PixelSize { get; set; }

    [Parameter, Option<SegmentationOptions>, Spelled<RegionProperties[]>]
    public RegionProperties[]? Property { get; set; }

    /// <summary>The preset that was named, or the defaults.</summary>
    protected SegmentationOptions Start() => UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, Preset, null);
}
