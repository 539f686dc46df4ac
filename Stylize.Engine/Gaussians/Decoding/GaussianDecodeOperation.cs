using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Renders .g2d files as images, or writes them as SVG.</summary>
public sealed class GaussianDecodeOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "gaussian decode";

    /// <summary>An operation with the given options.</summary>
    /// <param name="options">Validated here.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public GaussianDecodeOperation(GaussianDecodeOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options, the same for every input.</summary>
    public GaussianDecodeOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string TargetSuffix => ".gaussian" + Options.Extension;

    /// <inheritdoc/>
    public IReadOnlyList<string> OwnExtensions => [".g2d"];

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = Size(input, header.Width, header.Height);
        const int bytesPerGaussian = 160;
        return header.Bytes + ((long)bytesPerGaussian * header.Count) + (Options.Format == ImageFormat.Svg ? 0 : 8L * width * height);
    }

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input)
    {
        var header = GaussianFileReader.Peek(input.Source);
        var (width, height) = Size(input, header.Width, header.Height);
        return (long)width * height;
    }

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        GaussianFile file;
        using (context.Phases.Start("read"))
        {
            file = GaussianFileReader.Read(
                input.Source, new GaussianReadOptions { AllowPrefix = Options.AllowPrefix, MaxThreads = context.MaxThreads });
        }

        if (!file.IsComplete)
        {
            context.Warning?.Invoke(
                FormattableString.Invariant($"Only {file.Model.Count} of {file.DeclaredCount} Gaussians could be read: {file.Problem}."));
        }

        try
        {
            var (width, height) = Size(input, file.Model.Width, file.Model.Height);
            if (Options.Format == ImageFormat.Svg)
            {
                return new GaussianDrawing(file, Options.Render.Level, width, height, context);
            }

            using (file)
            using (context.Phases.Start("render"))
            {
                var options = Options.Render with
                {
                    Width = width,
                    Height = height,
                    MaxPixels = long.MaxValue,
                    FillGaps = !file.IsComplete,
                };
                var pixels = GaussianRenderer.Render(file.Model, options, context.MaxThreads, context.Cancellation);
                var shown = DetailLevel.Count(file.Model.Count, Options.Render.Level);
                var encoding = new EncodeOptions(Options.Format) { Quality = Options.Quality, Metadata = context.Metadata };
                return new GaussianPicture(pixels, shown, file.DeclaredCount, encoding, input.Codec);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Size of the image, at most as many pixels as the input's limit allows.</summary>
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
