using System.Management.Automation;
using Stylize.Engine.Batch;
using Stylize.Engine.Segmentation;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that segment: the parameters that say how pixels become regions.</summary>
/// <typeparam name="TItem">What is segmented together.</typeparam>
/// <typeparam name="T">What the work makes of one item.</typeparam>
public abstract class RegionCommand<TItem, T> : InputCommand<TItem, T>
    where TItem : IBatchItem
    where T : class
{
    [Parameter]
    [ValidateSet("Default", "Nuclei")]
    public string Preset { get; set; } = "Default";

    [Parameter]
    public ThresholdMethod? Method { get; set; }

    [Parameter]
    [ValidateRange(0.0, 65535.0)]
    public double? Threshold { get; set; }

    [Parameter]
    [ValidateRange(-100.0, 100.0)]
    public double? StandardDeviations { get; set; }

    [Parameter]
    [ValidateRange(3, 1001)]
    public int? BlockSize { get; set; }

    [Parameter]
    public double? LocalOffset { get; set; }

    [Parameter]
    [ValidateRange(3, 1001)]
    public int? WindowSize { get; set; }

    [Parameter]
    [ValidateRange(-10.0, 10.0)]
    public double? SauvolaWeight { get; set; }

    [Parameter]
    public BackgroundCorrection? Background { get; set; }

    [Parameter]
    [ValidateSet("4", "8")]
    public int? Connectivity { get; set; }

    [Parameter]
    public SwitchParameter Split { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double? SplitDepth { get; set; }

    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? MinimumArea { get; set; }

    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MaximumArea { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1e6)]
    public double? ProximityRadius { get; set; }

    [Parameter]
    public SwitchParameter DropBorder { get; set; }

    [Parameter]
    public double? PixelSize { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public RegionProperties[]? Property { get; set; }

    /// <summary>What the parameters say, not validated.</summary>
    protected SegmentationOptions Segmentation()
    {
        var options = SegmentationOptions.Presets[Preset];
        return options with
        {
            Method = Method ?? options.Method,
            Threshold = Threshold,
            StandardDeviations = StandardDeviations ?? options.StandardDeviations,
            BlockSize = BlockSize ?? options.BlockSize,
            LocalOffset = LocalOffset ?? options.LocalOffset,
            WindowSize = WindowSize ?? options.WindowSize,
            SauvolaWeight = SauvolaWeight ?? options.SauvolaWeight,
            Background = Background ?? options.Background,
            Connectivity = Connectivity ?? options.Connectivity,
            Split = Split || options.Split,
            SplitDepth = SplitDepth ?? options.SplitDepth,
            MinimumArea = MinimumArea ?? options.MinimumArea,
            MaximumArea = MaximumArea ?? options.MaximumArea,
            ProximityRadius = ProximityRadius ?? options.ProximityRadius,
            DropBorder = DropBorder,
            PixelSize = PixelSize ?? options.PixelSize,
            Properties = Property?.Aggregate((all, one) => all | one) ?? options.Properties,
        };
    }
}
