using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Transforms;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Renders .g2d files to images, or converts them to HTML pages that draw them.</summary>
public sealed class GaussianDecodeOperation : IOperation
{
    /// <summary>Name of the operation on the command line.</summary>
    public const string OperationName = "gaussian decode";

    /// <summary>Version of the operation's output.</summary>
    public const int OperationVersion = 1;

    /// <summary>Creates the operation.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public GaussianDecodeOperation(GaussianDecodeOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options, which apply to every input.</summary>
    public GaussianDecodeOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public OutputNames Outputs => NamesOf(Options);

    internal static OutputNames NamesOf(GaussianDecodeOptions options) => new(".gaussian" + options.Extension)
    {
        Extensions = [.. GaussianDecodeOptions.Formats.Select(format => format.Value)],
    };

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = Size(input, Options.Region?.Width ?? header.Width, Options.Region?.Height ?? header.Height);
        const int bytesPerGaussian = 160;
        return header.Bytes + ((long)bytesPerGaussian * header.Count) + (8L * width * height);
    }

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = Size(input, Options.Region?.Width ?? header.Width, Options.Region?.Height ?? header.Height);
        return (long)width * height;
    }

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        GaussianFile file;
        using (context.Phases.Start("read"))
        {
            file = GaussianFileReader.Read(
                input.Source,
                new GaussianReadOptions { AllowPrefix = Options.AllowPrefix, MaxThreads = context.MaxThreads, Region = Options.Region });
        }

        if (!file.IsComplete)
        {
            context.Warning?.Invoke(
                FormattableString.Invariant($"Only {file.Model.Count} of {file.DeclaredCount} Gaussians could be read: {file.Problem}."));
        }

        try
        {
            var (wholeWidth, wholeHeight) = (file.Model.Width, file.Model.Height);
            file = Select(file, input);
            var (width, height) = Size(input, file.Model.Width, file.Model.Height);
            if (Options.Format == ImageFormat.Html) return Page(file, wholeWidth, wholeHeight, input, context);

            using (file)
            using (context.Phases.Start("render"))
            {
                var pixels = Render(file, width, height, context);
                var encoding = new EncodeOptions(Options.Format) { Quality = Options.Quality, Metadata = context.Metadata };
                return new GaussianArtifact(width, height, Summary(file), target => input.Codec.Encode(pixels, target, encoding), pixels);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Longest side of the fallback picture of a page, in pixels.</summary>
    private const int FallbackSide = 1600;
    private const int FallbackQuality = 88;
    private const int PhotographQuality = 95;

    /// <summary>Selects the Gaussians of the requested level and region. Disposes of <paramref name="file"/>.</summary>
    private GaussianFile Select(GaussianFile file, ImageInput input)
    {
        if (Options.Render.Level < 1)
        {
            file = Replace(file, model => model.With(
                model.Store.Gather(DetailLevel.Select(model.Store, Options.Render.Level)), model.Width, model.Height));
        }

        if (Options.Region is not { } region) return file;

        if (!region.Overlaps(file.Model.Width, file.Model.Height))
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                input.Source.Name,
                FormattableString.Invariant($"'{input.Source.Name}': the region {region} lies outside the picture ")
                    + FormattableString.Invariant($"of {file.Model.Width} x {file.Model.Height} pixels."),
                "Choose a region that overlaps the picture.");
        }

        // If Gaussians are left out, a wider cutoff lets the others fill the gaps.
        float? reach = HasGaps(file) || Options.Format == ImageFormat.Html ? RenderOptions.WideCutoff : null;
        return Replace(file, model => GaussianTransforms.Crop(model, region.X, region.Y, region.Width, region.Height, reach));
    }

    private static GaussianFile Replace(GaussianFile file, Func<GaussianModel, GaussianModel> change)
    {
        using (file)
        {
            return file with { Model = change(file.Model) };
        }
    }

    private bool HasGaps(GaussianFile file) => !file.IsComplete || Options.Render.Level < 1;

    private Raster<Rgba32> Render(GaussianFile file, int width, int height, OperationContext context)
    {
        var options = new RenderOptions { Width = width, Height = height, MaxPixels = long.MaxValue, FillGaps = HasGaps(file) };
        return GaussianRenderer.Render(file.Model, options, context.MaxThreads, context.Cancellation);
    }

    private GaussianArtifact Page(GaussianFile file, int wholeWidth, int wholeHeight, ImageInput input, OperationContext context)
    {
        var model = file.Model;
        var scale = Math.Min(1, FallbackSide / (double)Math.Max(model.Width, model.Height));
        using var picture = Render(file, Math.Max(1, (int)(model.Width * scale)), Math.Max(1, (int)(model.Height * scale)), context);
        var options = new GaussianPageOptions(
            model.Metadata.TryGetValue(GaussianMetadata.Title, out var title) ? title : Path.GetFileNameWithoutExtension(input.Source.Name),
            Encode(picture, model.HasAlpha ? ImageFormat.Png : ImageFormat.Jpeg, FallbackQuality, input.Codec),
            Options.Compare is { } source ? Photograph(source, wholeWidth, wholeHeight, input, context) : null,
            context.Provenance);
        return new GaussianArtifact(
            model.Width, model.Height, Summary(file), target => GaussianPage.Write(model, target, options, context.Cancellation), file);
    }

    private static KeyValuePair<string, object?>[] Summary(GaussianFile file) =>
        [new("Gaussians", file.DeclaredCount), new("Shown", file.Model.Count)];

    private EncodedPicture Photograph(ImageSource source, int width, int height, ImageInput input, OperationContext context)
    {
        using var photograph = PagePhotograph.Read(source, input, width, height, Options.Region, context);
        return Encode(photograph, ImageFormat.Jpeg, PhotographQuality, input.Codec);
    }

    private static EncodedPicture Encode(Raster<Rgba32> picture, ImageFormat format, int quality, IImageCodec codec)
    {
        using var stream = new MemoryStream();
        codec.Encode(picture, stream, new EncodeOptions(format) { Quality = quality });
        return new EncodedPicture(format == ImageFormat.Png ? "image/png" : "image/jpeg", stream.ToArray());
    }

    /// <summary>Returns the size of the rendering, within the pixel limit of the input.</summary>
    private (int Width, int Height) Size(ImageInput input, int sourceWidth, int sourceHeight)
    {
        try
        {
            return (Options.Render with { MaxPixels = input.DecodeOptions.MaxPixels }).Size(sourceWidth, sourceHeight);
        }
        catch (StylizeException e)
        {
            throw new StylizeException(StylizeError.ImageTooLarge, input.Source.Name, $"'{input.Source.Name}': {e.Message}", e.Advice, e);
        }
    }
}
