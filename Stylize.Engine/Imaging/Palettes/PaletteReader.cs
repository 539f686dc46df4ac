
namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads a palette from what a user typed.</summary>
public static class PaletteReader
{
    /// <summary>
    /// The palette that the words mean: one name (see <see cref="NamedPalettes"/>), one file (.gpl, .hex, .pal, or an image whose colours
    /// are taken), or hex colours.
    /// </summary>
    /// <param name="words">One name, one file path, or colours such as "#1d2b53", "1d2b53" or "fff".</param>
    /// <param name="codec">Reads an image file.</param>
    /// <param name="resolvePath">Turns a path as typed into a full path; null leaves it.</param>
    /// <exception cref="StylizeException">OptionInvalid (target "Palette"), ImageMissing or ImageUnreadable.</exception>
    public static Palette Read(IReadOnlyList<string> words, IImageCodec codec, Func<string, string>? resolvePath = null)
    {
        if (words.Count == 0)
        {
            throw StylizeException.Option("Palette", null, "a palette's name, a palette file or hex colours");
        }

        if (words.Count == 1 && NamedPalettes.Find(words[0]) is { } named)
        {
            return named;
        }

        var colors = new List<Rgba32>();
        foreach (var word in words.SelectMany(w => w.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!HexColor.TryParse(word, out var color))
            {
                colors = null;
                break;
            }

            colors.Add(color);
        }

        if (colors is { Count: > 0 })
        {
            return new Palette("given colours", colors);
        }

        if (words.Count == 1)
        {
            var path = resolvePath?.Invoke(words[0]) ?? words[0];
            if (File.Exists(path))
            {
                return PaletteFile.Read(path, codec);
            }
        }

        throw new StylizeException(StylizeError.OptionInvalid, "Palette",
            $"'{string.Join(' ', words)}' is no palette: no such name or file, and not hex colours.",
            $"Give one of {string.Join(", ", NamedPalettes.Names)}; a .gpl, .hex, .pal or image file; or colours such as #1d2b53.");
    }
}
