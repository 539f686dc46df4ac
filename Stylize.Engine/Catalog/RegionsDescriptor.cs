using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Catalog;

/// <summary>
/// Segmentation of a grey tile for measuring and estimating. It gives no picture whose quality could be compared, so nothing is tuned.
/// </summary>
public sealed class RegionsDescriptor : OperationDescriptor
{
    /// <inheritdoc/>
    public override string Name => RegionsOperation.OperationName;

    /// <inheritdoc/>
    public override Type OptionsType => typeof(SegmentationOptions);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IOperationOptions> Presets => field ??= WidenPresets(SegmentationOptions.Presets);

    /// <inheritdoc/>
    public override string? CountEntry => "Regions";

    /// <inheritdoc/>
    public override bool WantsGrey => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TuningParameter> TuningParameters => [];

    /// <inheritdoc/>
    public override IOperation Create(IOperationOptions options) => new RegionsOperation((SegmentationOptions)options);

    /// <inheritdoc/>
    public override Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec) =>
        throw StylizeException.Option("Operation", Name, "one whose result is a picture");
}
