using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>Compares two image files.</summary>
public static class FileComparison
{
    private const int BytesPerPixel = 64;

    /// <summary>Peak bytes of a comparison, from the image's header alone.</summary>
    public static long EstimateMemory(ImageInput image) => BytesPerPixel * image.Info.PixelCount;

    /// <summary>Decodes two images and compares them. Images of different sizes are refused by their headers, before decoding.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image to compare it with.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="StylizeException">
    /// One of them is unreadable, or their sizes differ (OptionInvalid; the target is the image's name).
    /// </exception>
    public static ImageComparison Compare(ImageInput image, ImageInput reference, OperationContext context)
    {
        var (size, expected) = (image.Info, reference.Info);
        if (size.Width != expected.Width || size.Height != expected.Height)
        {
            throw ImageComparison.DifferentSizes(
                image.Source.Name, size.Width, size.Height, reference.Source.Name, expected.Width, expected.Height);
        }

        using var a = image.DecodeRgba();
        using var b = reference.DecodeRgba();
        return ImageComparison.Compare(a, b, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Compares one frame of an animation with the same frame of another, or with a still image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image to compare it with.</param>
    /// <param name="frame">Frame from 0; null where the user did not say: then animations are refused.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="StylizeException">As above; OperationFailed where it is an animation and no frame is named.</exception>
    public static ImageComparison Compare(ImageInput image, ImageInput reference, int? frame, OperationContext context) =>
        Compare(image.Still(frame), reference.Still(reference.Info.Pages > 1 ? frame : null), context);
}
