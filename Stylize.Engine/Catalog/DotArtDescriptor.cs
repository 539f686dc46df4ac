using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog;

/// <summary>Dot art for measuring, estimating and tuning.</summary>
public sealed class DotArtDescriptor : OperationDescriptor
{
    /// <inheritdoc/>
    public override string Name => DotArtOperation.OperationName;

    /// <inheritdoc/>
    public override Type OptionsType => typeof(DotArtOptions);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IOperationOptions> Presets => field ??= WidenPresets(DotArtOptions.Presets);

    /// <inheritdoc/>
    public override string? CountEntry => "Dots";

    /// <inheritdoc/>
    public override RegressionBound? Bound => new(Preset: "Gradient", Side: 1000, MaxMilliseconds: 500, MinMade: 1_000, MaxMade: 10_000);

    /// <inheritdoc/>
    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        TuningParameter.Of<DotArtOptions, int>(
            nameof(DotArtOptions.DotCount), [5_000, 10_000, 20_000, 40_000],
            (o, v) => o.Distribution == DotDistribution.Tone ? o with { DotCount = v } : o),
        OfGradient(nameof(DotArtOptions.DensityThreshold), [0.25f, 0.1f, 0.05f, 0.03f], (o, v) => o with { DensityThreshold = v }),
        OfGradient(
            nameof(DotArtOptions.MinRadius), [1f, 0.5f, 0.3f], (o, v) => o with { MinRadius = v, MaxRadius = Math.Max(v, o.MaxRadius) }),
        OfGradient(nameof(DotArtOptions.MaxRadius), [4f, 3f, 2f], (o, v) => o with { MaxRadius = Math.Max(v, o.MinRadius) }),
        OfGradient(nameof(DotArtOptions.SpacingFactor), [2.5f, 1.5f, 1.2f], (o, v) => o with { SpacingFactor = v }),
    ];

    /// <inheritdoc/>
    public override IOperation Create(IOperationOptions options) => new DotArtOperation((DotArtOptions)options);

    /// <inheritdoc/>
    public override IOperationOptions ForComparison(IOperationOptions options)
    {
        var given = (DotArtOptions)options;
        return given with { Format = DotFormat.Png, PngSize = 0, PaperColor = given.PaperLight };
    }

    /// <inheritdoc/>
    public override Raster<Rgba32> Draw(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        var drawn = (DotArtOptions)ForComparison(options) with { PngSize = Math.Max(side, Math.Max(input.Info.Width, input.Info.Height)) };
        using var file = new MemoryStream();
        using (var artefact = Create(drawn).Run(input, context))
        {
            artefact.Write(file);
        }

        return input.Codec.DecodeRgba(ImageSource.Memory(file.ToArray(), "dot art"));
    }

    /// <inheritdoc/>
    public override Raster<Rgba32> Render(ReadOnlyMemory<byte> file, int width, int height, IImageCodec codec) =>
        codec.DecodeRgba(ImageSource.Memory(file, "dot art"));

    /// <summary>A parameter of the gradient distribution; options of the other one are left as they are.</summary>
    private static TuningParameter OfGradient(string name, float[] candidates, Func<DotArtOptions, float, DotArtOptions> apply) =>
        TuningParameter.Of<DotArtOptions, float>(
            name, candidates, (o, v) => o.Distribution == DotDistribution.Gradient ? apply(o, v) : o);
}
