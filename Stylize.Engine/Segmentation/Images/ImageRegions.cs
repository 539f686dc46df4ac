using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The regions of one image, segmented and measured.</summary>
/// <param name="Regions">One row a region.</param>
/// <param name="Threshold">The threshold, or null where each pixel has its own.</param>
public sealed record ImageRegions(RegionTable Regions, double? Threshold)
{
    /// <summary>Bytes of a measurement at the most, by its header alone.</summary>
    public static long EstimateMemory(ImageInput input) =>
        (input.Info.PixelCount <= SampleReader.KeptPixels ? 4 * input.Info.PixelCount : 2048L * input.Info.Width) + (input.Info.PixelCount / 2) + (8 << 20);

    /// <summary>Segments and measures a grey image of 8 or 16 bits; one larger than memory in strips.</summary>
    /// <param name="input">The image.</param>
    /// <param name="options">Validated options. Statistics are of the image, whatever the scope.</param>
    /// <param name="context">Threads, cancellation, phases.</param>
    /// <exception cref="StylizeException">The image is unreadable or has colour; or the threshold method has no answer for it.</exception>
    public static ImageRegions Measure(ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var reader = new SampleReader(input);
        return Measure(reader, input.Source.Name, options, context);
    }

    internal static ImageRegions Measure(SampleReader reader, string name, SegmentationOptions options, OperationContext context)
    {
        double? threshold;
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
            catch (ThresholdUnansweredException e)
            {
                throw new StylizeException(
                    StylizeError.OperationFailed, name, $"The {options.Method} method has no threshold for '{name}': {e.Message}.", "Choose another method for this image.", e);
            }
        }

        LabelledRuns labelled;
        using (context.Phases.Start("label"))
        {
            labelled = ForegroundFinder.Label(ForegroundFinder.Runs(reader, options, threshold, context.Cancellation), options, context.Cancellation);
        }

        using (labelled)
        using (context.Phases.Start("measure"))
        {
            (string, IntensitySums)[] channels = [];
            if ((options.Properties & RegionProperties.Intensity) != 0)
            {
                var sums = new IntensitySums(labelled.Count);
                reader.Scan((strip, top, rows) => sums.Add(labelled, strip, 0, top, rows), context.Cancellation);
                channels = [("", sums)];
            }

            var table = RegionMeasurer.Measure(labelled, options.Properties, channels, options.PixelSize, context.MaxThreads, context.Cancellation);
            context.Verbose?.Invoke(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"threshold {threshold}, {table.Count} regions"));
            return new ImageRegions(table, threshold);
        }
    }
}
