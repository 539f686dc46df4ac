using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>The measured regions of one image.</summary>
/// <param name="Threshold">The threshold, or null if each pixel or nucleus has its own.</param>
public sealed record ImageRegions(RegionTable Regions, double? Threshold)
{
    /// <summary>Number of pixels that regions exceed.</summary>
    public long MinimumArea { get; init; }

    /// <summary>The pixel size with which the table was measured.</summary>
    public double PixelSize { get; init; } = 1;

    /// <summary>Full path of the table of several images to which the rows belong; null for none.</summary>
    internal string? Table { get; init; }

    /// <summary>Files that were written for this image.</summary>
    public IReadOnlyList<RegionFile> Files { get; init; } = [];

    internal IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [new("Regions", Regions.Count), new("Threshold", Threshold), new("MinimumArea", MinimumArea)];

    /// <summary>Estimates the peak bytes of measuring an image from its header, assuming several thousand
    /// regions.</summary>
    public static long EstimateMemory(ImageInput input, SegmentationOptions options)
    {
        var pixels = input.Info.PixelCount;
        var isHeld = pixels <= SampleScanner.KeptPixels;
        var samples = isHeld ? 4 * pixels : 2048L * input.Info.Width;
        if (options.Method == ThresholdMethod.Labels)
        {
            return samples + (pixels / 2)
                + LabelMaskReader.EstimateMemory(Mask(input, options), pixels, options.Properties, 1) + (8 << 20);
        }

        if (options.FindsObjects)
        {
            // Decoding frees its buffers before objects are searched.
            return Math.Max(samples, (isHeld ? 2 * pixels : 0) + ForegroundFinder.EstimateObjects(pixels)) + (8 << 20);
        }

        var found = options.Split ? ObjectSplitter.EstimateMemory(pixels) : 0;
        return samples + (pixels / 2) + found + (8 << 20);
    }

    /// <summary>Segments and measures a gray image. Images of more than 67 million pixels are read in strips.</summary>
    /// <param name="options">Validated. The threshold is computed from this image regardless of
    /// <c>Statistics</c>.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable: the file. FormatUnsupported: the image is in color. OperationFailed:
    /// the threshold method has no result for it. ImageTooLarge: a method with a threshold per pixel, and the image is
    /// too large for memory.
    /// </exception>
    public static ImageRegions Measure(ImageInput input, SegmentationOptions options, OperationContext context)
    {
        using var reader = new SampleScanner(input, options.Stain);
        return Measure(reader, input, options, context);
    }

    /// <param name="use">Receives the labels before they are released.</param>
    internal static ImageRegions Measure(
        SampleScanner reader, ImageInput input, SegmentationOptions options, OperationContext context,
        Action<LabeledRuns, RegionTable>? use = null)
    {
        using var labeled = Label(reader, input, options, context, out var threshold, out var isSuited);
        RegionTable.RequireCount(labeled.Count, options.Properties, 1, input.Source.Name);
        RegionTable table;
        using (context.Phases.Start("measure"))
        {
            (string, IntensitySums)[] channels = [];
            using var ring = RingAround(labeled, reader.HasNumbers, options, context);
            var check = ObjectCheck.ForLabels(labeled, options);
            var positive = PositivePixels.Of(labeled, options);
            if ((options.Properties & RegionProperties.Intensity) != 0)
            {
                channels = [("", new IntensitySums(labeled.Count, reader.HasNumbers))];
            }

            var sums = channels is [var (_, ofChannel)] ? ofChannel : null;
            if (reader.HasNumbers && (sums is not null || positive is not null))
            {
                reader.ScanNumbers(Add, context.Cancellation);
            }

            if (sums is not null || check is not null || positive is not null)
            {
                reader.ScanRows(
                    (row, y) =>
                    {
                        if (!reader.HasNumbers) Add(row, y);
                        check?.AddRow(row, 0, y);
                    },
                    context.Cancellation);
            }

            void Add<T>(ReadOnlySpan<T> row, int y)
                where T : unmanaged, INumber<T>
            {
                sums?.AddRow(labeled, row, 0, y);
                ring?.AddRow(0, row, 0, y);
                positive?.AddRow(row, 0, y);
            }

            var problem = check?.Problem(Quoted(input)) ?? (labeled.Count == 0 ? NoObjects(Quoted(input)) : null);
            if (isSuited && problem is not null)
            {
                context.Warning?.Invoke(problem);
            }

            if (reader.NotFinite is > 0 and var strange)
            {
                context.Warning?.Invoke(Invariant(
                    $"{Quoted(input)} has {strange:N0} pixels that are NaN or infinite. "
                    + $"They count as {reader.Scale.Low:G6}."));
            }

            table = RegionMeasurer.Measure(
                labeled, options.Properties, channels, options.PixelSize, context.MaxThreads,
                context.Cancellation, ring);
            table = positive?.AddTo(table, "") ?? table;
        }

        var minimum = options.MinimumAreaOf(labeled.Runs.MinimumArea);
        var found = $"{Plural.WithCount(table.Count, "region")} of more than {Plural.WithCount(minimum, "pixel")}";
        context.Verbose?.Invoke(threshold is null ? found : Invariant($"threshold {threshold}, {found}"));
        use?.Invoke(labeled, table);
        return new ImageRegions(table, threshold) { MinimumArea = minimum };
    }

    internal static string NoObjects(string name) => $"{name}: no objects found.";

    private static string Quoted(ImageInput input) => $"'{StylizeException.Verbatim(input.Source.Name)}'";

    private static RegionRing? RingAround(
        LabeledRuns labeled, bool hasNumbers, SegmentationOptions options, OperationContext context)
    {
        if (options.Ring is not { } ring) return null;
        if (ring.IsMicrometers && options.PixelSize == 1) throw Errors.RingInMicrometers.With(nameof(options.Ring));

        return RegionRing.Around(
            labeled, ring.InPixels(options.PixelSize), [hasNumbers], context.MaxThreads, context.Cancellation);
    }

    internal static string MaskPath(ImageInput input, SegmentationOptions options)
    {
        var image = input.Source.Name;
        return LabelPathTemplate.Resolve(
            options.LabelPath!, Path.GetDirectoryName(image) ?? "",
            word => word == "name" ? Path.GetFileNameWithoutExtension(image)
                : throw Errors.LabelPathWord.With(nameof(options.LabelPath), word));
    }

    private static ImageInfo? Mask(ImageInput input, SegmentationOptions options) => StylizeException.OrDefault(
        () => LabelMaskReader.Open(
            MaskPath(input, options), input.DecodeOptions.Page, input.Codec, input.DecodeOptions).Info);

    private static RunTable Given(
        SampleScanner reader, ImageInput input, SegmentationOptions options, OperationContext context)
    {
        var (image, path) = (input.Source.Name, MaskPath(input, options));
        var planes = LabelMaskReader.Pages(path, image, input.Codec, input.DecodeOptions);
        if (planes > 1 && planes != input.Info.Pages)
        {
            throw Errors.LabelMaskPlanes.With(path, Plural.WithCount(planes, "plane"), image, input.Info.Pages);
        }

        var runs = LabelMaskReader.Read(
            path, input.DecodeOptions.Page, input.Codec, input.DecodeOptions, (reader.Width, reader.Height), image,
            context.Cancellation);
        return runs.FilledBy(_ =>
        {
            var labels = runs.Count > RegionTable.MaxCount(options.Properties, 1) ? GivenLabels.Count(runs) : 0;
            RegionTable.RequireCount(labels, options.Properties, 1, path);
            if (LabelMaskReader.Remark(runs, path, context.Cancellation) is { } remark)
            {
                context.Warning?.Invoke(remark);
            }
        });
    }

    private static LabeledRuns Label(
        SampleScanner reader, ImageInput input, SegmentationOptions options, OperationContext context,
        out double? threshold, out bool isSuited)
    {
        var name = input.Source.Name;
        isSuited = true;
        if (options.Method != ThresholdMethod.Labels)
        {
            using var phase = context.Phases.Start("check");
            if (ImageCheck.Advice(ImageCheck.Find(reader, context.Cancellation), options, Quoted(input)) is { } advice)
            {
                isSuited = false;
                context.Warning?.Invoke(advice);
            }
        }

        using (context.Phases.Start("threshold"))
        {
            if (options.Background != BackgroundCorrection.None)
            {
                reader.Correct(
                    ForegroundFinder.Correction(
                        options.Background, ForegroundFinder.Histogram(reader, context.Cancellation)));
            }

            try
            {
                threshold = ForegroundFinder.Threshold(reader, options, null, context.Cancellation);
            }
            catch (ThresholdNotFoundException e)
            {
                throw Errors.NoThreshold.From(e, name, options.Method, e.Message);
            }
        }

        using (context.Phases.Start("label"))
        {
            var runs = options.Method == ThresholdMethod.Labels
                ? Given(reader, input, options, context)
                : ForegroundFinder.Runs(reader, options, threshold, null, context.Cancellation);
            threshold = threshold is { } sample ? reader.Scale.ToNumber(sample) : null;
            return ForegroundFinder.Label(runs, options, context.Cancellation);
        }
    }
}
