using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Fits 2D Gaussians to an image and writes a .g2d file.</summary>
public sealed class GaussianImageOperation : DefinedOperation<GaussianImageOptions>
{
    private const string PreviewSuffix = ".preview.png";

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the system has no
    /// device.</exception>
    public GaussianImageOperation(GaussianImageOptions options)
        : base(GaussianEncodeDefinition.Value, options) => _ = ComputeDevice.Find(options.Device);

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(GaussianImageOptions options) => new(GaussianFileReader.Extension)
    {
        SideSuffixes = options.Preview ? [PreviewSuffix] : [],
        AllSideSuffixes = [PreviewSuffix],
        ReadProvenance = (file, codec) => GaussianFileReader.ReadProvenance(
            file, operation => operation == GaussianEncodeDefinition.Value.Name
                ? OptionSet.ForRecord<GaussianImageOptions>() : null)
            ?? ProvenanceReader.Read(file, codec),
    };

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var (info, pixels) = (input.Info, input.Info.PixelCount);
        var decoded = FitPhotograph.IsKeptAsBytes(info) ? 4 : 4 * (info.ColorPlanes + (info.HasAlpha ? 1 : 0));
        var count = FitBudget.LargestCount(Options, pixels);
        var residual = Options.TargetSize is null ? 0 : 24 * pixels;
        var single = residual + ((decoded + 8) * pixels) + (110 * Math.Min(pixels, TiledFit.MaxWholePixels))
            + (350 * count) + (1 << 20);
        if (!IsAnimated(input)) return single;

        // A frame after the first is fitted whole, and compared with four pictures and the source of the frame before.
        var held = info.HasAlpha ? Math.Min(FitFrames.MaxHeldBytes, 4 * pixels * info.Pages) : 0;
        return single + (110 * Math.Max(0, pixels - TiledFit.MaxWholePixels)) + (44 * pixels) + held;
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input) =>
        input.Info.PixelCount * (IsAnimated(input) ? 1 + (input.Info.Pages / 10) : 1);

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        using var initial = Options.InitialModel is { } source ? GaussianFileReader.Read(source) : null;
        if (IsAnimated(input)) return Animate(input, initial?.Model, context);

        input = input.OnePage(Options.Frame, context);
        using var photograph = Decode(input, context);
        var result = Fit(photograph, initial?.Model, input.Source.Name, context);
        WritePreview(context, (stream, encoding) =>
        {
            using var picture = GaussianRenderer.Render(result.Model, null, context.MaxThreads, context.Cancellation);
            input.Codec.Encode(picture, stream, encoding);
        });
        return result;
    }

    /// <summary>Fits a decoded image.</summary>
    /// <param name="image">sRGB-encoded samples in [0,1]: 1 or 3 color planes and optionally alpha. The operation
    /// disposes of it.</param>
    /// <param name="initial">The model to start from, scaled to the image; null for none. Not owned.</param>
    /// <param name="context">Threads, cancellation, progress and warnings.</param>
    public GaussianImageArtifact Run(SampleImage<float> image, GaussianModel? initial, OperationContext context)
    {
        using var photograph = new FitPhotograph(image);
        return Fit(photograph, initial, "image", context);
    }

    /// <summary>True for an animation without a selected frame.</summary>
    private bool IsAnimated(ImageInput input) =>
        Options.Frame is null && input.DecodeOptions.Page == 0 && input.Info.IsAnimation;

    private GaussianImageArtifact Animate(ImageInput input, GaussianModel? initial, OperationContext context)
    {
        var refused = Options switch
        {
            { Profile: not GaussianProfile.Compact } => nameof(Options.Profile),
            { Progressive: true } => nameof(Options.Progressive),
            { TargetSize: not null } => nameof(Options.TargetSize),
            _ => null,
        };
        if (refused is not null) throw Errors.AnimationOption.With(input.Source.Name, input.Info.Pages, refused);

        using var fit = new AnimationFit(Options, input, context, Time);
        var result = fit.Run(initial);
        WritePreview(context, (stream, encoding) =>
        {
            var animation = GaussianAnimation.Read(ImageSource.Memory(result.File, input.Source.Name));
            var pictures = new AnimationPictures(
                animation,
                model => GaussianRenderer.Render(model, null, context.MaxThreads, context.Cancellation), context);
            pictures.Encode(input.Codec, stream, encoding);
        });
        return result;
    }

    private static FitPhotograph Decode(ImageInput input, OperationContext context)
    {
        using var phase = context.Phases.Start("decode");
        return FitPhotograph.Decode(input);
    }

    private GaussianImageArtifact Fit(
        FitPhotograph photograph, GaussianModel? initial, string name, OperationContext context)
    {
        var plan = FitPlan.Resolve(Options, photograph, initial, Options.TimeLimit);
        var file = GaussianSearch.Run(plan, photograph, initial, name, context, Time);
        return new GaussianImageArtifact(file.Bytes, file.Model, plan.Options.Profile, file.Psnr, file.Iterations)
        {
            Provenance = context.Provenance,
        };
    }

    private void WritePreview(OperationContext context, Action<Stream, EncodeOptions> write)
    {
        if (!Options.Preview || context.WriteSideFile is not { } writeSide) return;

        using var phase = context.Phases.Start("preview");
        writeSide(
            PreviewSuffix, stream => write(stream, new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata }));
    }
}
