using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>Compares two inputs of an operation.</summary>
public static class FileComparison
{
    /// <summary>Decodes and compares two images. Their sizes are compared first, so that images of different sizes are refused before decoding.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image that it is compared with.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="StylizeException">Either is unreadable, or they differ in size (OptionInvalid, target the image's name).</exception>
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
}
