using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog;

/// <summary>Gaussian images for measuring, estimating and tuning.</summary>
public sealed class GaussianImageDescriptor : OperationDescriptor
{
    /// <inheritdoc/>
    public override string Name => GaussianImageOperation.OperationName;

    /// <inheritdoc/>
    public override Type OptionsType => typeof(GaussianImageOptions);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IOperationOptions> Presets => field ??= WidenPresets(GaussianImageOptions.Presets);

    /// <inheritdoc/>
    public override string? CountEntry => "Gaussians";

    /// <summary>A fit takes its time by the pixel; at this size its Gaussians show as they do on a sheet.</summary>
    public override long PreviewPixels => 100_000;

    /// <inheritdoc/>
    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        TuningParameter.Of<GaussianImageOptions, int>(
            nameof(GaussianImageOptions.Iterations),
            [50, 100, 200, 400, 800, 1600],
            (o, v) => o with { Iterations = v, TimeLimit = null }),
        TuningParameter.Of<GaussianImageOptions, int>(
            nameof(GaussianImageOptions.Count),
            [1000, 2000, 5000, 10_000, 20_000],
            (o, v) => o with { Count = v, TargetPsnr = null, TargetSize = null }),
    ];

    /// <inheritdoc/>
    public override IOperation Create(IOperationOptions options) => new GaussianImageOperation((GaussianImageOptions)options);

    /// <inheritdoc/>
    public override Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec)
    {
        using var read = GaussianFileReader.Read(ImageSource.Memory(file, "Gaussian image"));
        return GaussianRenderer.Render(read.Model, new RenderOptions { Width = width, Height = height });
    }
}
