namespace Stylize.Engine.Measuring;

/// <summary>Compares two image files at their depth: images of 8 bits strip by strip. Only formats that cannot be
/// decoded in strips, and images of more bits, need memory for all pixels.</summary>
public static class FileComparison
{
    /// <summary>Bytes that the decoders of both files use in addition to pixels.</summary>
    private const long DecoderBytes = 32 << 20;

    /// <summary>Bytes per pixel of both files in formats that are decoded as a whole.</summary>
    private const int WholeBytesPerPixel = 2 * 8;

    /// <summary>Estimates the peak memory of a comparison in bytes from the header of the image, assuming a reference
    /// of the same kind.</summary>
    public static long EstimateMemory(ImageInput image)
    {
        var info = image.Info;
        var streams = info.Format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.Tiff;
        var whole = info.BitsPerSample > 8 ? 2 * sizeof(float) * (info.ColorPlanes + 1)
            : streams ? 0 : WholeBytesPerPixel;
        return ComparisonSums.EstimateMemory(info.Width, info.Height) + DecoderBytes + (whole * info.PixelCount);
    }

    /// <summary>Decodes and compares two images. Images of different sizes are rejected before decoding.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The image to compare it with.</param>
    /// <exception cref="StylizeException">One of the images is unreadable, or their sizes differ (SizeMismatch; the
    /// target is the name of the image).</exception>
    public static ImageComparison Compare(
        ImageInput image, ImageInput reference, OperationContext context,
        ComparisonMetrics metrics = ComparisonMetrics.All)
    {
        var (size, expected) = (image.Info, reference.Info);
        if (size.Width != expected.Width || size.Height != expected.Height)
        {
            throw Errors.SizesDiffer.With(
                image.Source.Name, size.Width, size.Height, reference.Source.Name, expected.Width, expected.Height);
        }

        var isDeep = Math.Max(size.BitsPerSample, expected.BitsPerSample) > 8;
        if (isDeep) return CompareDeep(image, reference, context, metrics);

        using var a = image.Codec.OpenRgbaStrips(image.Source, image.DecodeOptions);
        using var b = reference.Codec.OpenRgbaStrips(reference.Source, reference.DecodeOptions);
        using var sums = new ComparisonSums(size.Width, size.Height, metrics);
        using var rows = new Raster<Rgba32>(size.Width, sums.StripRows);
        using var otherRows = new Raster<Rgba32>(size.Width, sums.StripRows);
        using (context.Phases.Start("compare"))
        {
            for (var first = 0; first < size.Height;)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(a.Read(rows), b.Read(otherRows));
                if (count == 0) throw Catalog.Errors.TruncatedPair.With(image.Source.Name, first);

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
    /// <param name="frame">Frame number, starting at 0; null to reject animations.</param>
    /// <exception cref="StylizeException">One of the images is unreadable, their sizes differ (SizeMismatch), or the
    /// image is an animation and no frame is given (OperationFailed).</exception>
    public static ImageComparison Compare(
        ImageInput image, ImageInput reference, int? frame, OperationContext context,
        ComparisonMetrics metrics = ComparisonMetrics.All) =>
        Compare(
            image.OnePage(frame, context), reference.OnePage(reference.Info.Pages > 1 ? frame : null, context), context,
            metrics);

    private static ImageComparison CompareDeep(
        ImageInput image, ImageInput reference, OperationContext context, ComparisonMetrics metrics)
    {
        using var a = image.DecodeFloat();
        using var b = reference.DecodeFloat();
        using var sums = new ComparisonSums(a.Width, a.Height, metrics);
        using (context.Phases.Start("compare"))
        {
            for (var first = 0; first < a.Height; first += sums.StripRows)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var rows = Math.Min(sums.StripRows, a.Height - first);
                sums.Add(a, b, first, rows, context.MaxThreads, context.Cancellation);
            }
        }

        return sums.Result();
    }
}
