namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads a palette from what a user typed.</summary>
internal static class PaletteReader
{
    /// <summary>The palette that the words mean: one name (see <see cref="NamedPalettes"/>), one file (.gpl, .hex, .pal, or an image whose
    /// colors are taken), or colors.</summary>
    /// <param name="words">One name, one file path, or colors such as "#1d2b53", "fff" or "navy".</param>
    /// <param name="resolvePath">Turns a path as typed into a full path; null leaves it.</param>
    /// <exception cref="StylizeException">OptionInvalid, ImageMissing or ImageUnreadable.</exception>
    public static Palette Read(
        IReadOnlyList<string> words, IImageCodec codec, Func<string, string>? resolvePath = null, string option = "Palette")
    {
        if (words.Count == 0) throw StylizeException.Option(option, null, "a palette's name, a palette file or colors");
        if (words.Count == 1 && NamedPalettes.Find(words[0]) is { } named) return named;

        List<Rgba32>? colors = [];
        string? wrong = null;
        foreach (var word in words.SelectMany(w => w.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!DotColor.TryParse(word, out var color))
            {
                wrong ??= word;
                colors = null;
                break;
            }

            colors.Add(color);
        }

        if (colors is { Count: > 0 }) return new Palette("given colors", colors);

        if (words.Count == 1)
        {
            var path = resolvePath?.Invoke(words[0]) ?? words[0];
            if (File.Exists(path)) return PaletteFile.Read(path, codec);
        }

        // Of several words the first that is no color is what is wrong; one alone may be meant as a name, a color or a file.
        var isList = words.Count > 1 || words[0].Contains(',');
        var typed = isList ? wrong! : words[0];
        var near = NearestWord.Find(typed, isList ? DotColor.Names : [.. NamedPalettes.Names, .. DotColor.Names]);
        throw new StylizeException(StylizeError.OptionInvalid, option,
            $"{{{option}}} is '{StylizeException.Verbatim(PrintableText.Short(string.Join(' ', words)))}', and "
            + (isList ? $"'{StylizeException.Verbatim(PrintableText.Short(typed))}' is no color."
                : "there is no such palette, color or file.")
            + (near is null ? "" : $" Did you mean {near}?"),
            $"Give one of {string.Join(", ", NamedPalettes.Names)}; a .gpl, .hex, .pal or image file; or colors such as #1d2b53 or navy.");
    }
}
