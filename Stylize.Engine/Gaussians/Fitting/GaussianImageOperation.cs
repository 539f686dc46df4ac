using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Fits 2D Gaussians to an image and writes a .g2d file.</summary>
public sealed class GaussianImageOperation : IOperation
{
    /// <summary>Name of the operation on the command line.</summary>
    public const string OperationName = "gaussian encode";

    /// <summary>Version of the operation's output.</summary>
    public const int OperationVersion = 2;

    private const string PreviewSuffix = ".preview.png";

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or the system has no device.</exception>
    public GaussianImageOperation(GaussianImageOptions options)
    {
        options.Validate();
        _ = ComputeDevice.Find(options.Device);
        Options = options;
    }

    /// <summary>The options, which apply to every input.</summary>
    public GaussianImageOptions Options { get; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(GaussianImageOptions options) => new(GaussianFileReader.Extension)
    {
        SideSuffixes = options.Preview ? [PreviewSuffix] : [],
        AllSideSuffixes = [PreviewSuffix],
        ReadProvenance = (file, codec) => GaussianFileReader.ReadProvenance(
            file, operation => operation == OperationName ? OptionSet.ForRecord<GaussianImageOptions>() : null)
            ?? ProvenanceReader.Read(file, codec),
    };

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var pixels = input.Info.PixelCount;
        var decoded = FitPhotograph.IsKeptAsBytes(input.Info) ? 4 : 4 * (input.Info.ColorPlanes + (input.Info.HasAlpha ? 1 : 0));
        var single = ((decoded + 8) * pixels) + (110 * Math.Min(pixels, TiledFit.MaxWholePixels)) + (350 * Count(pixels)) + (1 << 20);

        // A frame after the first is fitted whole, and compared with four pictures and the source of the frame before.
        return IsAnimated(input) ? single + (110 * Math.Max(0, pixels - TiledFit.MaxWholePixels)) + (44 * pixels) : single;
    }

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        if (IsAnimated(input)) return Animate(input, context);

        input = input.Still(Options.Frame);
        using var photograph = Decode(input, context);
        using var initial = Options.InitialModel is { } source ? GaussianFileReader.Read(source) : null;
        var result = Run(photograph, initial?.Model, input.Source.Name, context);
        if (Options.Preview && context.WriteSideFile is { } write)
        {
            using (context.Phases.Start("preview"))
            using (var picture = GaussianRenderer.Render(result.Model, null, context.MaxThreads, context.Cancellation))
            {
                write(PreviewSuffix, stream => input.Codec.Encode(
                    picture, stream, new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata }));
            }
        }

        return result;
    }

    /// <summary>Fits a decoded image.</summary>
    /// <param name="image">sRGB-encoded samples in [0,1]: 1 or 3 color planes and optionally alpha. The operation disposes of it.</param>
    /// <param name="initial">The model to start from, scaled to the image; null for none. Not owned.</param>
    /// <param name="context">Threads, cancellation, progress and warnings.</param>
    public GaussianImageArtifact Run(SampleImage<float> image, GaussianModel? initial, OperationContext context)
    {
        using var photograph = new FitPhotograph(image);
        return Run(photograph, initial, "image", context);
    }

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input) => input.Info.PixelCount * (IsAnimated(input) ? 1 + (input.Info.Pages / 10) : 1);

    /// <summary>True for an animation without a selected frame.</summary>
    private bool IsAnimated(ImageInput input) => Options.Frame is null && input.DecodeOptions.Page == 0 && input.Info.IsAnimation;

    private GaussianAnimationArtifact Animate(ImageInput input, OperationContext context)
    {
        var refused = Options switch
        {
            { Profile: not GaussianProfile.Compact } => nameof(Options.Profile),
            { Progressive: true } => nameof(Options.Progressive),
            { TargetSize: not null } => nameof(Options.TargetSize),
            _ => null,
        };
        if (refused is not null)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, input.Source.Name,
                Invariant($"'{input.Source.Name}' is an animation with {input.Info.Pages} frames; an option is for single pictures."),
                $"Omit {{{refused}}}, or use {{Frame}} for one frame.");
        }

        using var initial = Options.InitialModel is { } source ? GaussianFileReader.Read(source) : null;
        var result = new AnimationFit(Options, input, context, FitKey).Run(initial?.Model);
        if (Options.Preview && context.WriteSideFile is { } write)
        {
            using var phase = context.Phases.Start("preview");
            var animation = GaussianAnimation.Read(ImageSource.Memory(result.File, input.Source.Name));
            var pictures = new AnimationPictures(
                animation, model => GaussianRenderer.Render(model, null, context.MaxThreads, context.Cancellation), context);
            write(PreviewSuffix, stream => pictures.Encode(
                input.Codec, stream, new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata }));
        }

        return result;
    }

    private GaussianImageArtifact FitKey(
        GaussianImageOptions options, FitPhotograph photograph, GaussianModel? initial, string name, OperationContext context) =>
        new GaussianImageOperation(options) { Time = Time }.Run(photograph, initial, name, context);

    private static FitPhotograph Decode(ImageInput input, OperationContext context)
    {
        using var phase = context.Phases.Start("decode");
        return FitPhotograph.Decode(input);
    }

    private GaussianImageArtifact Run(FitPhotograph photograph, GaussianModel? initial, string name, OperationContext context) =>
        Options.Device.Run(name, context, device =>
        {
            using var admission = device?.Admit(DeviceMemory(photograph), context.Cancellation);
            return new GaussianSearch(Options, photograph, initial, context, Time, device).Run();
        });

    /// <summary>Returns the estimated memory of a fit on a device: two pictures at a time of at most the size of a tile.</summary>
    private long DeviceMemory(FitPhotograph photograph)
    {
        var pixels = Math.Min(photograph.PixelCount, TiledFit.MaxWholePixels);
        return DeviceFitter.EstimateMemory(2 * pixels, Count(photograph.PixelCount));
    }

    /// <summary>Returns an estimate of the largest number of Gaussians.</summary>
    private long Count(long pixels) => Math.Min(pixels, Options.Count ?? Math.Max(Options.TargetSize / 4 ?? 0, pixels / 10));
}
