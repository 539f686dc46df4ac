using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Catalog;

/// <summary>
/// Pixel art for measuring, estimating and tuning. The grid and the number of colours are a matter of taste and not tuned.
/// </summary>
public sealed class PixelArtDescriptor : OperationDescriptor
{
    /// <inheritdoc/>
    public override string Name => PixelArtOperation.OperationName;

    /// <inheritdoc/>
    public override Type OptionsType => typeof(PixelArtOptions);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IOperationOptions> Presets => field ??= WidenPresets(PixelArtOptions.Presets);

    /// <inheritdoc/>
    public override string? CountEntry => "Colors";

    /// <inheritdoc/>
    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        TuningParameter.Of<PixelArtOptions, int>(nameof(PixelArtOptions.Stride), [4, 2, 1], (o, v) => o with { Stride = v }),
        TuningParameter.Of<PixelArtOptions, double>(
            nameof(PixelArtOptions.CoolingRate), [0.4, 0.6, 0.7, 0.8], (o, v) => o with { CoolingRate = v }),
        TuningParameter.Of<PixelArtOptions, double>(
            nameof(PixelArtOptions.FinalTemperature), [4, 2, 1], (o, v) => o with { FinalTemperature = v }),
        TuningParameter.Of<PixelArtOptions, double>(
            nameof(PixelArtOptions.PaletteTolerance), [4, 2, 1, 0.5], (o, v) => o with { PaletteTolerance = v }),
        TuningParameter.Of<PixelArtOptions, bool>(nameof(PixelArtOptions.Refinement), [false, true], (o, v) => o with { Refinement = v }),
    ];

    /// <inheritdoc/>
    public override IOperation Create(IOperationOptions options) => new PixelArtOperation((PixelArtOptions)options);

    /// <inheritdoc/>
    public override IOperationOptions ForComparison(IOperationOptions options) =>
        ((PixelArtOptions)options) with { Format = PixelArtFormat.Png, ProgressImageInterval = 0 };

    /// <inheritdoc/>
    public override Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec)
    {
        using var cells = codec.DecodeRgba(ImageSource.Memory(file, "pixel art"));
        return Resampler.Resize(cells, width, height, ResampleFilter.Nearest);
    }
}
