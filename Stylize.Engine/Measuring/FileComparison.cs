using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Engine.Measuring;

/// <summary>Compares two image files, strip by strip: only formats that are decoded at once need memory for all their pixels.</summary>
public static class FileComparison
{
    /// <summary>Bytes that decoders of both files hold beside their pixels.</summary>
    private const long DecoderBytes = 32 << 20;

    /// <summary>Bytes of a pixel of both files in formats that are decoded at once.</summary>
    private const int WholeBytesPerPixel = 2 * 8;

    /// <summary>Peak bytes of a comparison, from the image's header alone; its reference is taken to be of the same kind.</summary>
    public static long EstimateMemory(ImageInput image)
    {
        var info = image.Info;
        var streams = info.Format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.Tiff;
        return ComparisonSums.EstimateMemory(info.Width, info.Height) + DecoderBytes + (streams ? 0 : WholeBytesPerPixel * info.PixelCount);
    }

    /// <summary>Decodes two images and compares them. Images of different sizes are refused by their headers, before decoding.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image to compare it with.</param>
    /// <exception cref="StylizeException">
    /// One of them is unreadable, or their sizes differ (SizeMismatch; the target is the image's name).
    /// </exception>
    public static ImageComparison Compare(ImageInput image, ImageInput reference, OperationContext context)
    {
        var (size, expected) = (image.Info, reference.Info);
        if (size.Width != expected.Width || size.Height != expected.Height)
        {
            throw ImageComparison.DifferentSizes(
                image.Source.Name, size.Width, size.Height, reference.Source.Name, expected.Width, expected.Height);
        }

        using var a = image.Codec.OpenRgbaStrips(image.Source, image.DecodeOptions);
        using var b = reference.Codec.OpenRgbaStrips(reference.Source, reference.DecodeOptions);
        using var sums = new ComparisonSums(size.Width, size.Height);
        using var rows = new Raster<Rgba32>(size.Width, sums.StripRows);
        using var otherRows = new Raster<Rgba32>(size.Width, sums.StripRows);
        using (context.Phases.Start("compare"))
        {
            for (var first = 0; first < size.Height;)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(a.Read(rows), b.Read(otherRows));
                if (count == 0) throw CutShort(image, first);

                sums.Add(rows, otherRows, 0, count, context.MaxThreads, context.Cancellation);
                first += count;
                context.Progress?.Invoke(new OperationProgress(first / (double)size.Height, "compare"));
            }
        }

        return sums.Result();
    }

    /// <summary>Compares one frame of an animation with the same frame of another, or with a still image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image to compare it with.</param>
    /// <param name="frame">Frame from 0; null where the user did not say: then animations are refused.</param>
    /// <exception cref="StylizeException">As above; OperationFailed where it is an animation and no frame is named.</exception>
    public static ImageComparison Compare(ImageInput image, ImageInput reference, int? frame, OperationContext context) =>
        Compare(image.Still(frame), reference.Still(reference.Info.Pages > 1 ? frame : null), context);

    private static StylizeException CutShort(ImageInput image, int row) => new(
        StylizeError.ImageUnreadable, image.Source.Name,
        $"'{image.Source.Name}' or its reference was cut short at row {row} while it was read.",
        "Compare again when both files are whole.");
}

/// <summary>An image and its reference as an item of a batch.</summary>
/// <param name="Input">The image; its source's name is a full path.</param>
/// <param name="Reference">The image to compare it with.</param>
public sealed record ComparisonItem(ImageInput Input, ImageInput Reference) : IBatchItem
{
    /// <summary>Full path of the image.</summary>
    public string Source => Input.Source.Name;

    /// <inheritdoc/>
    public void Check() => InputFile.Require(Source);

    /// <summary>Compares the two.</summary>
    /// <param name="frame">Frame from 0; null if the user did not name one.</param>
    /// <exception cref="StylizeException">One of them cannot be read, or their sizes differ (SizeMismatch).</exception>
    public ComparedImage Compare(int? frame, OperationContext context) =>
        new(Reference.Source.Name, FileComparison.Compare(Input, Reference, frame, context));
}

/// <summary>The outcome of a <see cref="ComparisonItem"/>.</summary>
/// <param name="ReferencePath">Full path of the reference.</param>
/// <param name="Comparison">How much the image differs from it.</param>
public sealed record ComparedImage(string ReferencePath, ImageComparison Comparison);
