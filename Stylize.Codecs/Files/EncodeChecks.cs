namespace Stylize.Codecs.Files;

internal static class EncodeChecks
{
    internal static void Require(EncodeOptions options, IReadOnlyList<ImageFormat> known, FormatContent content)
    {
        ImageFormat[] writable = [.. known.Where(format => FormatDefinition.ForFormat(format).Holds(content))];
        if (!writable.Contains(options.Format))
        {
            var formats = string.Join(", ", writable.Select(format => FormatDefinition.ForFormat(format).Name));
            var name = FormatDefinition.ForFormat(options.Format).Name;
            throw known.Contains(options.Format)
                ? Errors.ContentUnsupported.With(nameof(EncodeOptions.Format), name, NameOf(content), formats)
                : Errors.FormatNotWritten.With(nameof(EncodeOptions.Format), name, formats);
        }

        if (options.PixelsPerMeter is not null
            && !FormatDefinition.ForFormat(options.Format).Holds(FormatContent.PixelSize))
        {
            throw Errors.SizeUnsupported.With(
                nameof(EncodeOptions.PixelsPerMeter), FormatDefinition.ForFormat(options.Format).Name);
        }

        if (options.PixelsPerMeter is < 1)
        {
            throw StylizeException.Option(nameof(EncodeOptions.PixelsPerMeter), options.PixelsPerMeter, "at least 1");
        }

        if (options.Quality is < 1 or > 100)
        {
            throw StylizeException.Option(nameof(EncodeOptions.Quality), options.Quality, "1 to 100");
        }

        if (options.LoopCount is < 0 or > ushort.MaxValue)
        {
            throw StylizeException.Option(nameof(EncodeOptions.LoopCount), options.LoopCount, "0 to 65535");
        }
    }

    private static string NameOf(FormatContent content) => content switch
    {
        FormatContent.Frames => "animations",
        FormatContent.Pages => "pages",
        FormatContent.Samples16 => "16-bit samples",
        _ => "this image",
    };
}
