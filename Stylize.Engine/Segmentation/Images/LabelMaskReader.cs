using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>Reads label masks: images with one whole number per pixel, 0 for background and another one for each
/// object.</summary>
internal static class LabelMaskReader
{
    /// <summary>Reads the header of a mask.</summary>
    /// <param name="page">Page of the mask; the first if it has only one.</param>
    /// <exception cref="StylizeException">The mask is missing or unreadable.</exception>
    public static ImageInput Open(string path, int page, IImageCodec codec, DecodeOptions decoding)
    {
        InputFile.Require(path);
        decoding = decoding with { IsMeasured = true };
        var mask = new ImageInput(ImageSource.File(path), codec, decoding with { Page = 0 });
        return page > 0 && mask.Info.Pages > 1
            ? new ImageInput(mask.Source, codec, decoding with { Page = page }) : mask;
    }

    /// <summary>
    /// Estimates the peak bytes of the regions of a mask: as many as its numbers can distinguish, but of 16 pixels or
    /// more on average.
    /// </summary>
    /// <param name="mask">The header; null if unknown.</param>
    public static long EstimateMemory(ImageInfo? mask, long pixels, RegionProperties properties, int channels)
    {
        const int PixelsPerRegion = 16;
        var numbers = mask is { IsFloat: false, BitsPerSample: < 31 } ? (1L << mask.BitsPerSample) - 1 : int.MaxValue;
        return Math.Min(Math.Min(numbers, pixels / PixelsPerRegion), RegionTable.MaxCount(properties, channels))
            * RegionTable.BytesPerRegion(properties, channels);
    }

    /// <summary>Returns the number of planes of a mask.</summary>
    /// <param name="of">Name of the image whose objects the mask holds, for errors.</param>
    /// <exception cref="StylizeException">The mask is missing or unreadable.</exception>
    public static int Pages(string path, string of, IImageCodec codec, DecodeOptions decoding)
    {
        RequireExists(path, of);
        return Open(path, 0, codec, decoding).Info.Pages;
    }

    /// <summary>Returns the runs of the objects of a mask.</summary>
    /// <param name="page">Page of the mask; the first if it has only one.</param>
    /// <param name="of">Name of the image whose objects the mask holds, for errors.</param>
    /// <exception cref="StylizeException">
    /// The mask is missing, unreadable, in color or of another size, or has values that are not labels.
    /// </exception>
    public static RunTable Read(
        string path, int page, IImageCodec codec, DecodeOptions decoding, (int Width, int Height) size, string of,
        CancellationToken cancellation)
    {
        RequireExists(path, of);
        var mask = Open(path, page, codec, decoding);
        var compression = FormatDefinition.ForFormat(mask.Info.Compression ?? mask.Info.Format);
        if (compression.Holds(FormatContent.Lossy)) throw Errors.LabelMaskLossy.With(path, compression.Name);

        if ((mask.Info.Width, mask.Info.Height) != size)
        {
            throw Errors.LabelMaskSize.With(path, mask.Info.Width, mask.Info.Height, of, size.Width, size.Height);
        }

        try
        {
            return RunTable.WithObjects(size.Width, size.Height).FilledBy(runs =>
                codec.ReadNumbers(
                    mask.Source, (y, values) => Add(runs, values, path, y, cancellation), mask.DecodeOptions));
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.FormatUnsupported
            && mask.Info.ColorPlanes > 1)
        {
            throw Errors.LabelMaskInColor.From(failure, path);
        }
    }

    /// <summary>Returns a sentence about labels in several pieces, or about a mask with one value for everything; null
    /// for none.</summary>
    public static string? Remark(RunTable runs, string path, CancellationToken cancellation)
    {
        var parted = GivenLabels.InPieces(runs, cancellation);
        if (parted.Count == 0) return null;

        var name = StylizeException.Verbatim(path);
        var isBinary = runs.Objects.IndexOfAnyExcept(runs.Objects[0]) < 0;
        return isBinary
            ? $"'{name}' has only the label {parted[0]}, in several pieces, which count as one object. If it is a "
                + "black and white mask and not a label mask, give each object its own number."
            : $"'{name}' has {(parted.Count == 1 ? "label" : "labels")} {Plural.First(parted)} in several pieces. "
                + "The pieces of a label count as one object.";
    }

    private static void RequireExists(string path, string of)
    {
        if (!File.Exists(path) && !Directory.Exists(path)) throw Errors.NoLabelMask.With(path, of);
    }

    private static void Add(
        RunTable runs, ReadOnlySpan<double> values, string path, int y, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        runs.BeginRow();
        for (var x = 0; x < values.Length;)
        {
            var value = values[x];
            if (!(value >= 0 && value <= int.MaxValue && value == Math.Floor(value)))
            {
                throw Errors.LabelValue.With(path, value, x, y, int.MaxValue);
            }

            var start = x;
            while (x < values.Length && values[x].Equals(value))
            {
                x++;
            }

            if (value > 0)
            {
                runs.Add(start, x, (int)value);
            }
        }
    }
}

/// <summary>Recognizes label masks that other programs wrote next to their images, by the ends of their
/// names.</summary>
/// <param name="areUsed">True if the run reads masks, so that skipping them needs no warning.</param>
internal sealed class SkippedMasks(IImageCodec codec, bool areUsed) : IInputSkip
{
    private const StringComparison Ignored = StringComparison.OrdinalIgnoreCase;

    /// <summary>Ends of the names of label masks next to their images; the first is that of Cellpose.</summary>
    private static readonly string[] Suffixes = ["_cp_masks", "_masks", "_mask", "_labels"];

    private readonly IReadOnlySet<string> _extensions = FileExtensions.ForFormats(codec.ReadFormats);
    private (string Path, string End)? _first;
    private int _count;

    /// <inheritdoc/>
    public string? Warning => areUsed || _first is not { } first ? null : WarningOf(_count, first.Path, first.End);

    /// <inheritdoc/>
    public bool Skips(string path)
    {
        if (EndOf(path, stem => _extensions.Any(e => File.Exists(stem + e))) is not { } end) return false;

        _first ??= (path, end);
        _count++;
        return true;
    }

    /// <summary>Returns the end of the name of a mask, such as "_masks.png"; null if the file is not a mask.</summary>
    /// <param name="isImage">Returns true for the path of an image without its extension.</param>
    internal static string? EndOf(string path, Func<string, bool> isImage)
    {
        var stem = Path.ChangeExtension(path, null);
        return Suffixes.FirstOrDefault(suffix => stem.EndsWith(suffix, Ignored) && isImage(stem[..^suffix.Length]))
            is { } found
            ? found + Path.GetExtension(path) : null;
    }

    internal static string WarningOf(int count, string first, string end) =>
        StylizeException.Verbatim(
            $"Skipped {Plural.WithCount(count, "label mask")}, such as '{Path.GetFileName(first)}'. ")
            + $"Use {{LabelPath}} {StylizeException.Verbatim($"'{{name}}{end}'")} to measure their objects.";
}
