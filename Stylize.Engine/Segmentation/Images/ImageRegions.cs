using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The measured regions of one image.</summary>
/// <param name="Threshold">The threshold, or null if each pixel or nucleus has its own.</param>
public sealed record ImageRegions(RegionTable Regions, double? Threshold)
{
    /// <summary>Estimates the peak bytes of measuring an image from its header, assuming several thousand regions.</summary>
    public static long EstimateMemory(ImageInput input, SegmentationOptions options)
    {
        var pixels = input.Info.PixelCount;
        var isHeld = pixels <= SampleScanner.KeptPixels;
        var samples = isHeld ? 4 * pixels : 2048L * input.Info.Width;
        if (options.Method == ThresholdMethod.Nuclei && isHeld)
        {
            // Decoding frees its buffers before nuclei are searched.
            return Math.Max(samples, (2 * pixels) + NucleusFinder.EstimateMemory(pixels)) + (8 << 20);
        }

        var found = options.Split ? ObjectSplitter.EstimateMemory(pixels) : 0;
        return samples + (pixels / 2) + found + (8 << 20);
    }

    /// <summary>Segments and measures a gray image with 8 or 16 bits. Images of more than 67 million pixels are read in strips.</summary>
    /// <param name="options">Validated. The threshold is computed from this image regardless of <c>Statistics</c>.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable: the file. FormatUnsupported: the image is in color or has floating-point samples. OperationFailed:
    /// the threshold method has no result for it. ImageTooLarge: a method with a threshold per pixel, and the image is too large for
    /// memory.
    /// </exception>
    public static ImageRegions Measure(ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var reader = new SampleScanner(input);
        return Measure(reader, input.Source.Name, options, context);
    }

    /// <summary>Returns the labeled regions of an image, which the caller disposes.</summary>
    internal static LabeledRuns Label(ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var reader = new SampleScanner(input);
        return Label(reader, input.Source.Name, options, context, out _);
    }

    internal static ImageRegions Measure(SampleScanner reader, string name, SegmentationOptions options, OperationContext context)
    {
        using var labeled = Label(reader, name, options, context, out var threshold);
        using (context.Phases.Start("measure"))
        {
            (string, IntensitySums)[] channels = [];
            if ((options.Properties & RegionProperties.Intensity) != 0)
            {
                var sums = new IntensitySums(labeled.Count);
                reader.Scan((strip, top, rows) => sums.Add(labeled, strip, 0, top, rows), context.Cancellation);
                channels = [("", sums)];
            }

            var table = RegionMeasurer.Measure(
                labeled, options.Properties, channels, options.PixelSize, context.MaxThreads, context.Cancellation);
            context.Verbose?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{(threshold is null ? "" : $"threshold {threshold}, ")}{Plural.Of(table.Count, "region")}"));
            return new ImageRegions(table, threshold);
        }
    }

    private static LabeledRuns Label(
        SampleScanner reader, string name, SegmentationOptions options, OperationContext context, out double? threshold)
    {
        using (context.Phases.Start("threshold"))
        {
            if (options.Background != BackgroundCorrection.None)
            {
                reader.Correct(ForegroundFinder.Correction(options.Background, ForegroundFinder.Histogram(reader, context.Cancellation)));
            }

            try
            {
                threshold = ForegroundFinder.Threshold(reader, options, null, context.Cancellation);
            }
            catch (ThresholdNotFoundException e)
            {
                throw new StylizeException(
                    StylizeError.OperationFailed, name, $"The {options.Method} method finds no threshold for '{name}': {e.Message}.",
                    "Choose another method for this image.", e);
            }
        }

        using (context.Phases.Start("label"))
        {
            var runs = ForegroundFinder.Runs(reader, options, threshold, null, context.Cancellation);
            return ForegroundFinder.Label(runs, options, context.Cancellation);
        }
    }
}
