using Stylize.Engine.IO;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads and writes palette files: GIMP (.gpl), JASC (.pal), .hex (one color per line), and images, by their distinct colors.
/// </summary>
internal static class PaletteFile
{
    /// <summary>Reads a palette file according to its extension. Files other than .gpl, .hex and .pal are read as images.</summary>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or more than 256 colors.</exception>
    public static Palette Read(string path, IImageCodec codec) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gpl" or ".hex" or ".pal" => new Palette(path, ParseText(path)),
        _ => new Palette(path, ReadImage(path, codec)),
    };

    /// <summary>Writes a GIMP palette (".gpl"), a JASC palette (".pal") or one hex color per line (".hex").</summary>
    /// <param name="comment">A comment line for ".gpl", which starts with a number sign; or null.</param>
    /// <exception cref="StylizeException">FormatUnsupported: the extension is unknown.</exception>
    public static void Write(Palette palette, string extension, Stream target, string? comment = null)
    {
        var text = new StringBuilder();
        switch (extension.ToLowerInvariant())
        {
            case ".gpl":
                text.Append($"GIMP Palette\nName: {Path.GetFileNameWithoutExtension(palette.Name)}\nColumns: 8\n{comment ?? "#"}\n");
                foreach (var c in palette.Colors)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{c.R,3} {c.G,3} {c.B,3}\t{c.ToHex()}\n");
                }

                break;
            case ".pal":
                text.Append(CultureInfo.InvariantCulture, $"JASC-PAL\r\n0100\r\n{palette.Colors.Count}\r\n");
                foreach (var c in palette.Colors)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{c.R} {c.G} {c.B}\r\n");
                }

                break;
            case ".hex":
                foreach (var c in palette.Colors)
                {
                    text.Append(c.ToHex().AsSpan(1)).Append('\n');
                }

                break;
            default:
                throw new StylizeException(StylizeError.FormatUnsupported, palette.Name,
                    $"Palette files cannot have the extension '{extension}'.", "Use .gpl, .pal or .hex.");
        }

        target.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static List<Rgba32> ParseText(string path)
    {
        var lines = InputFile.ReadLines(path);
        var first = lines.Count > 0 ? lines[0].Trim('\uFEFF', ' ') : "";
        var jasc = first == "JASC-PAL";
        var gimp = first == "GIMP Palette";
        var colors = new List<Rgba32>();
        for (var i = jasc ? 3 : gimp ? 1 : 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim('\uFEFF', ' ', '\t');
            if (line.Length == 0 || line[0] == ';' || (line[0] == '#' && !HexColor.TryParse(line, out _))) continue;

            var isHeader = line.StartsWith("Name:", StringComparison.Ordinal) || line.StartsWith("Columns:", StringComparison.Ordinal);
            if (gimp && (isHeader || line[0] == '#')) continue;

            colors.Add(Parse(line) ?? throw Unreadable(path, $"line {i + 1} is not a color"));
        }

        return colors;
    }

    private static Rgba32? Parse(string line)
    {
        var words = line.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length >= 3
            && byte.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var r)
            && byte.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var g)
            && byte.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var b))
        {
            return new Rgba32(r, g, b);
        }

        return words.Length > 0 && HexColor.TryParse(words[0], out var color) ? color : null;
    }

    private static HashSet<Rgba32> ReadImage(string path, IImageCodec codec)
    {
        using var image = codec.DecodeRgba(ImageSource.File(path));
        var colors = new HashSet<Rgba32>();
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A != 0)
                {
                    colors.Add(pixel with { A = 255 });
                }

                if (colors.Count > Palette.MaxColors)
                {
                    throw new StylizeException(StylizeError.OptionInvalid, "Palette",
                        $"The palette image '{path}' has more than {Palette.MaxColors} colors.",
                        "Use an image that contains only the colors of the palette.");
                }
            }
        }

        return colors;
    }

    private static StylizeException Unreadable(string path, string why) =>
        new(StylizeError.ImageUnreadable, path, $"Cannot read the palette file '{path}': {why}.", "Use a .gpl, .hex or .pal file.");
}

/// <summary>Displays palettes in a terminal.</summary>
public static class PaletteSwatch
{
    /// <summary>Returns a block of two characters per color, in 24-bit color.</summary>
    /// <param name="max">Maximum number of colors.</param>
    public static string Draw(Palette palette, int max = 32) =>
        string.Concat(palette.Colors.Take(max).Select(Block)) + "\e[0m" + (palette.Colors.Count > max ? " ..." : "");

    private static string Block(Rgba32 color) =>
        string.Create(CultureInfo.InvariantCulture, $"\e[48;2;{color.R};{color.G};{color.B}m  ");
}
