using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Holds a header against the limits, so that a decompression bomb is refused before a pixel is decoded.</summary>
internal static class SourceLimits
{
    /// <summary>Throws ImageTooLarge naming the figure and the option that allows more.</summary>
    internal static void Check(string name, long width, long height, int pages, DecodeOptions options)
    {
        if (Math.Max(width, height) > options.MaxSide)
        {
            var longest = Math.Max(width, height);
            throw TooLarge(
                name, Invariant($"is {width:N0} x {height:N0} pixels, with a side of {longest:N0}"), options.MaxSide,
                nameof(DecodeOptions.MaxSide));
        }

        if (width * height > options.MaxPixels)
        {
            throw TooLarge(
                name, Invariant($"is {width:N0} x {height:N0} = {width * height:N0} pixels"), options.MaxPixels,
                nameof(DecodeOptions.MaxPixels));
        }

        if (pages > options.MaxPages)
        {
            throw TooLarge(name, Invariant($"has {pages:N0} pages"), options.MaxPages, nameof(DecodeOptions.MaxPages));
        }
    }

    /// <summary>Throws OptionInvalid where the page that is asked for does not exist.</summary>
    internal static void CheckPage(string name, int pages, DecodeOptions options)
    {
        if (options.Page >= pages)
        {
            var count = Invariant($"{pages} {(pages == 1 ? "page or frame" : "pages or frames")}");
            throw new StylizeException(
                StylizeError.OptionInvalid, name,
                Invariant($"Page or frame {options.Page} of '{name}' does not exist: it has {count}, counted from 0."),
                "Give {Frame} of 0 to " + Invariant($"{pages - 1}."));
        }
    }

    /// <summary>The error for a source that goes beyond a limit.</summary>
    internal static StylizeException TooLarge(string name, string what, long limit, string option) =>
        new(StylizeError.ImageTooLarge,
            name,
            Invariant($"'{name}' {what}; the limit is {limit:N0}."),
            option == nameof(DecodeOptions.MaxPixels)
                ? "Raise {MaxPixels} if the file is to be trusted."
                : "Divide it into smaller files.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
