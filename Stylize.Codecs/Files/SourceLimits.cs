namespace Stylize.Codecs.Files;

/// <summary>Compares a header with the limits, to reject a decompression bomb before pixels are decoded.</summary>
internal static class SourceLimits
{
    /// <summary>Throws ImageTooLarge with the value and the option that raises the limit.</summary>
    internal static void Check(string name, long width, long height, int pages, DecodeOptions options)
    {
        if (Math.Max(width, height) > options.MaxSide)
        {
            var longest = Math.Max(width, height);
            throw TooLarge(
                name, Invariant($"has {width:N0} x {height:N0} pixels, with a side of {longest:N0}"), options.MaxSide,
                nameof(DecodeOptions.MaxSide));
        }

        if (width * height > options.MaxPixels)
        {
            throw TooLarge(
                name, Invariant($"has {width:N0} x {height:N0} = {width * height:N0} pixels"), options.MaxPixels,
                nameof(DecodeOptions.MaxPixels));
        }

        if (pages > options.MaxPages)
        {
            throw TooLarge(name, Invariant($"has {pages:N0} pages"), options.MaxPages, nameof(DecodeOptions.MaxPages));
        }
    }

    internal static void CheckPage(string name, int pages, DecodeOptions options)
    {
        if (options.Page >= pages)
        {
            var count = Invariant($"{pages} {(pages == 1 ? "page or frame" : "pages or frames")}");
            throw new StylizeException(
                StylizeError.OptionInvalid, name,
                Invariant($"Page or frame {options.Page} of '{name}' does not exist. The file has {count}, numbered from 0."),
                "Set {Frame} to a number from 0 to " + Invariant($"{pages - 1}."));
        }
    }

    internal static StylizeException TooLarge(string name, string what, long limit, string option) =>
        new(StylizeError.ImageTooLarge,
            name,
            Invariant($"'{name}' {what}; the limit is {limit:N0}."),
            option == nameof(DecodeOptions.MaxPixels)
                ? "Raise {MaxPixels} if you trust the file."
                : "Split the file into smaller ones.");
}
