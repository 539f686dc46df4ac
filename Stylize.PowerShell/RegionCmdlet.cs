using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.PowerShell;

/// <summary>Base of the cmdlets that segment images, with the parameters of segmentation.</summary>
[OptionsOf<SegmentationOptions>]
public abstract partial class RegionCmdlet<TItem, T> : InputCmdlet<TItem, T>
    where TItem : class, IBatchItem
    where T : class
{
    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = InputListSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PresetCompleter)), ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    /// <summary>Returns the options of -Preset, or the defaults.</summary>
    protected SegmentationOptions Start() =>
        UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, Preset, null);
}
