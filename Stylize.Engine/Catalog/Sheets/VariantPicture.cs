using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Draws the result of an operation with options, for sheets and previews.</summary>
public static class VariantPicture
{
    private const string Frame = "Frame";

    /// <summary>
    /// Draws a result. An image with more pixels than <see cref="OperationDefinition.PreviewPixels"/> is reduced before the work, and
    /// lengths in the options with it. Of an animation, draws the frame of the options, or the first.
    /// </summary>
    /// <param name="options">Options of the type <see cref="OperationDefinition.OptionsType"/>.</param>
    /// <param name="input">The image, or a reduced copy of it.</param>
    /// <param name="side">Longer side of the picture in pixels, if the operation can draw it at any size.</param>
    /// <param name="context">Progress, warnings and messages are not reported.</param>
    /// <param name="scale">Width of the input relative to the image that the options are for, at most 1.</param>
    /// <returns>A raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The options are invalid, or the image cannot be processed.</exception>
    public static Raster<Rgba32> Draw(
        OperationDefinition operation, IOperationOptions options, ImageInput input, int side, OperationContext context, double scale = 1)
    {
        options.Validate();
        var quiet = context with { Progress = null, Verbose = null, Warning = null };
        if (IsModel(input.Source)) return operation.Draw(options, input, side, quiet);

        var (still, frame) = WithoutFrame(options);
        if (frame is { } page)
        {
            input = new ImageInput(input.Source, input.Codec, input.DecodeOptions with { Page = page });
        }

        var isLarge = input.Info.PixelCount > operation.PreviewPixels;
        if (!isLarge && !input.Info.IsAnimation)
        {
            return operation.Draw(operation.ForCopy(still, scale, input.Info.PixelCount), input, side, quiet);
        }

        using var decoded = input.DecodeRgba();
        using var copy = isLarge ? Reduce(decoded, operation.PreviewPixels, quiet) : decoded.Clone();
        scale *= (double)copy.Width / decoded.Width;
        return operation.Draw(
            operation.ForCopy(still, scale, copy.PixelCount), ImageInput.Pixels(copy, input.Codec, input.Source.Name), side, quiet);
    }

    /// <summary>Draws an input: an image at its size, a Gaussian image at a size. The caller owns the raster.</summary>
    /// <param name="side">Longer side in pixels of a Gaussian image.</param>
    /// <exception cref="StylizeException">The input cannot be read.</exception>
    public static Raster<Rgba32> Original(ImageInput input, int side, OperationContext context)
    {
        if (!IsModel(input.Source)) return input.DecodeRgba();

        var decode = OperationCatalog.Find("gaussian decode", OperationCatalog.All);
        return decode.Draw((IOperationOptions)OptionSet.Of(decode.OptionsType).New(), input, side, context);
    }

    /// <summary>Returns a copy with at most a number of pixels, about the same aspect ratio. The caller owns it.</summary>
    public static Raster<Rgba32> Reduce(Raster<Rgba32> image, long pixels, OperationContext context)
    {
        var scale = Math.Min(1, Math.Sqrt((double)pixels / image.PixelCount));
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        return Resampler.Resize(image, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
    }

    private static bool IsModel(ImageSource source) => GaussianFileReader.Extensions.Contains(Path.GetExtension(source.Name));

    /// <summary>Returns options for a still image, and the frame that they chose; null for none.</summary>
    public static (IOperationOptions Options, int? Frame) WithoutFrame(IOperationOptions options)
    {
        if (OptionSet.Of(options.GetType()).Find(Frame) is not { } option || option.Get(options) is not int frame) return (options, null);

        var still = OptionSet.Copy(options);
        option.Set(still, null);
        return (still, frame);
    }
}
