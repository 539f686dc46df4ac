namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads palettes as typed by a user.</summary>
internal static class PaletteReader
{
    /// <summary>Reads a palette.</summary>
    /// <param name="words">One name (see <see cref="BuiltInPalettes"/>), one path of a file (.gpl, .hex, .pal, .csv,
    /// .json or an image), or colors such as "#1d2b53", "fff" or "navy".</param>
    /// <param name="resolvePath">Converts a path as typed to a full path; null if paths are full already.</param>
    /// <exception cref="StylizeException">OptionInvalid, ImageMissing or ImageUnreadable.</exception>
    public static Palette Read(
        IReadOnlyList<string> words, IImageCodec codec, Func<string, string>? resolvePath = null,
        string option = "Palette")
    {
        if (words.Count == 0) throw StylizeException.Option(option, null, "a palette's name, a palette file or colors");
        if (words.Count == 1 && BuiltInPalettes.Find(words[0]) is { } named) return named;

        List<(Rgba32, PaletteLabel?)> colors = [];
        string? wrong = null;
        foreach (var word in words.SelectMany(w => w.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            var isColor = LabeledColor.TryRead(word, out var color, out var label);
            wrong ??= isColor ? null : word;
            colors.Add((color, label));
        }

        if (wrong is null && colors.Count > 0) return Palette.FromEntries("given colors", colors);

        if (words.Count == 1)
        {
            var path = resolvePath?.Invoke(words[0]) ?? words[0];
            if (File.Exists(path)) return PaletteFile.Read(path, codec);

            if (IsPath(words[0])) throw NoFile(path, words[0], option);
        }

        // In a list, the first word that is not a color is wrong. A single word may be a name, a color or a file.
        var isList = words.Count > 1 || words[0].Contains(',');
        var typed = isList ? wrong! : words[0];
        var near = NearestWord.Hint(typed, isList ? DotColor.Names : [.. BuiltInPalettes.Names, .. DotColor.Names]);
        throw (isList ? Errors.UnknownColor : Errors.UnknownPalette).With(
            option, PrintableText.Short(typed), near, NearestWord.List(typed, BuiltInPalettes.Names));
    }

    /// <summary>True for a word that only a path can be: it has a folder or an extension.</summary>
    private static bool IsPath(string word) =>
        !word.Contains(',') && (Path.HasExtension(word) || word.AsSpan().ContainsAny('/', '\\'));

    private static StylizeException NoFile(string path, string typed, string option)
    {
        var error = Directory.Exists(path) ? Errors.PaletteFolder
            : InputFile.IsAddress(typed) ? Errors.PaletteAddress : Errors.PaletteMissing;
        return error.With(option, PrintableText.Short(typed), path);
    }
}
