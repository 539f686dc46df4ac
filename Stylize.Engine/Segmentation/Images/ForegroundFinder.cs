using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The steps from the samples of one image to its labeled regions.</summary>
internal static class ForegroundFinder
{
    /// <summary>Returns the correction of samples for their background, which is their median.</summary>
    public static BackgroundLevel Correction(BackgroundCorrection kind, IntensityHistogram background) =>
        new(kind is BackgroundCorrection.DivideTile or BackgroundCorrection.DivideWell, background.Median());

    public static IntensityHistogram Histogram(SampleScanner reader, CancellationToken cancellation)
    {
        var histogram = new IntensityHistogram();
        reader.Scan((strip, _, rows) => histogram.Add(strip, rows), cancellation);
        return histogram;
    }

    /// <summary>
    /// Returns the threshold of an image in its own samples, also of one that is inverted; null for methods with a
    /// threshold per pixel or nucleus.
    /// </summary>
    /// <param name="pooled">The histogram of the well or plate; null to use that of the image.</param>
    /// <exception cref="ThresholdNotFoundException">The method has no result for the histogram.</exception>
    public static double? Threshold(
        SampleScanner reader, SegmentationOptions options, IntensityHistogram? pooled, CancellationToken cancellation)
    {
        if (options.IsPerPixel || options.Method == ThresholdMethod.Labels || options.FindsObjects) return null;
        if (options.Method == ThresholdMethod.Manual) return reader.Scale.ToSample(options.Threshold!.Value);

        return options.Invert
            ? Inverted(
                reader, pooled, inverted => reader.Highest - FindThreshold(reader, options, inverted, cancellation))
            : FindThreshold(reader, options, pooled, cancellation);
    }

    private static double FindThreshold(
        SampleScanner reader, SegmentationOptions options, IntensityHistogram? pooled, CancellationToken cancellation)
    {
        if (pooled is null && options.Method is ThresholdMethod.SdFromMean or ThresholdMethod.Mean)
        {
            var sums = default(SampleSums);
            reader.Scan((strip, _, rows) => sums += SampleSums.FromImage(strip, rows), cancellation);
            return options.Method == ThresholdMethod.Mean
                ? sums.Mean : GlobalThreshold.FromSums(sums, options.StandardDeviations);
        }

        return GlobalThreshold.Find(
            options.Method, pooled ?? Histogram(reader, cancellation), options.StandardDeviations, cancellation);
    }

    /// <summary>Returns the runs of the foreground: pixels strictly above the threshold, or below it if inverted, or
    /// objects.</summary>
    /// <param name="pooled">The histogram of the well or plate; null for none.</param>
    public static RunTable Runs(
        SampleScanner reader, SegmentationOptions options, double? threshold, IntensityHistogram? pooled,
        CancellationToken cancellation) =>
        reader.HasNumbers && options.Method == ThresholdMethod.Manual
            ? NumberRuns(reader, options.Threshold!.Value, options.Invert, cancellation)
        : options.Invert
            ? Inverted(
                reader, pooled,
                inverted => FindRuns(reader, options, reader.Highest - threshold, inverted, cancellation))
            : FindRuns(reader, options, threshold, pooled, cancellation);

    /// <summary>Returns the runs of the numbers above a threshold, or below it if inverted.</summary>
    private static RunTable NumberRuns(
        SampleScanner reader, double threshold, bool isInverted, CancellationToken cancellation)
    {
        var (runs, bits) = (new RunTable(reader.Width, reader.Height), new ulong[Binarizer.Words(reader.Width)]);
        return runs.FilledBy(_ => reader.ScanNumbers(
            (row, y) =>
            {
                bits.AsSpan().Clear();
                for (var x = 0; x < row.Length; x++)
                {
                    if (isInverted ? row[x] < threshold : row[x] > threshold) bits[x >> 6] |= 1ul << (x & 63);
                }

                runs.AddRow(bits);
            },
            cancellation));
    }

    private static T Inverted<T>(SampleScanner reader, IntensityHistogram? pooled, Func<IntensityHistogram?, T> find)
    {
        reader.Invert();
        try
        {
            return find(pooled?.Inverted(reader.Highest));
        }
        finally
        {
            reader.Invert();
        }
    }

    private static RunTable FindRuns(
        SampleScanner reader, SegmentationOptions options, double? threshold, IntensityHistogram? pooled,
        CancellationToken cancellation)
    {
        if (options.FindsObjects)
        {
            var diameter = 0.0;
            var found = reader.IsInStrips ? FindInWindows(reader, options, pooled, cancellation) : FaintNuclei.Find(
                reader.Whole(), options.NucleusDiameter, ref diameter, pooled, cancellation);
            if (options.Split || !found.HasObjects) return found;

            using (found)
            {
                return found.Plain(_ => true);
            }
        }

        var runs = new RunTable(reader.Width, reader.Height);
        var bits = new ulong[Binarizer.Words(reader.Width)];
        if (threshold is { } one)
        {
            // An integer is above the threshold if it is above the floor of the threshold.
            var cut = (int)Math.Clamp(Math.Floor(one), -1, ushort.MaxValue);
            reader.ScanRows((row, _) => AddRow(runs, row, cut, bits), cancellation);
            return runs;
        }

        var image = reader.Whole();
        void Row(int y, ReadOnlySpan<double> thresholds)
        {
            Binarizer.Above(image.Row(y), thresholds, bits);
            runs.AddRow(bits);
        }

        if (options.Method == ThresholdMethod.Local)
        {
            LocalThreshold.Scan(image, options.BlockSize, options.LocalOffset, Row, cancellation);
        }
        else
        {
            var halfRange = reader.Bits == 8 ? 127.5 : 32767.5;
            SauvolaThreshold.Scan(image, options.WindowSize, options.SauvolaWeight, halfRange, Row, cancellation);
        }

        return runs;
    }

    /// <summary>Finds objects with the intensities and the diameter of nuclei of the whole image.</summary>
    private static RunTable FindInWindows(
        SampleScanner reader, SegmentationOptions options, IntensityHistogram? pooled, CancellationToken cancellation)
    {
        pooled ??= Histogram(reader, cancellation);
        var windows = new ImageWindows(reader);
        var diameter = 0.0;
        using (var sample = windows.Sample(cancellation))
        {
            FaintNuclei.Find(sample, options.NucleusDiameter, ref diameter, pooled, cancellation).Dispose();
        }

        return diameter <= 0 ? LabelEnlarger.Enlarge([], 0, 0, 1, reader.Width, reader.Height)
            : windows.Find(
                diameter,
                image => FaintNuclei.Find(image, options.NucleusDiameter, ref diameter, pooled, cancellation),
                cancellation);
    }

    /// <summary>Estimates the peak bytes of finding nuclei, also faint ones, in addition to the image.</summary>
    public static long EstimateObjects(long pixels) => pixels > SampleScanner.KeptPixels
        ? (pixels / 2) + (2 * ImageWindows.MaxPixels) + EstimateObjects(ImageWindows.MaxPixels)
        : (2 * pixels) + LearnedNuclei.EstimateMemory(pixels);

    /// <summary>Labels runs, splits objects if the options say so, and drops regions by area, border and
    /// proximity.</summary>
    public static LabeledRuns Label(RunTable runs, SegmentationOptions options, CancellationToken cancellation)
    {
        if (options.Method == ThresholdMethod.Labels)
        {
            var given = GivenLabels.ByValue(runs);
            RegionFilter.Apply(given, options);
            return given;
        }

        var labeled = runs.AreWhole
            ? GivenLabels.InOrder(runs) : RunLabeler.Label(runs, options.Connectivity, cancellation);
        if (options.Split && !runs.HasObjects)
        {
            labeled = ObjectSplitter.Split(labeled, options.SplitDepth, cancellation);
        }

        RegionFilter.Apply(labeled, options);
        return labeled;
    }

    private static void AddRow(RunTable runs, ReadOnlySpan<ushort> row, int cut, ulong[] bits)
    {
        if (cut < 0)
        {
            // The threshold is below 0: every pixel is foreground.
            runs.BeginRow();
            runs.Add(0, runs.Width);
        }
        else
        {
            Binarizer.Above(row, (ushort)cut, bits);
            runs.AddRow(bits);
        }
    }
}
