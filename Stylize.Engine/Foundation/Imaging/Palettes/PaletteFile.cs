namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Reads and writes palette files: GIMP (.gpl), JASC (.pal), .hex (one color per line), and images, by their
/// distinct colors. <see cref="PaletteText"/> reads the formats of text, and <see cref="PaletteTable"/> tables of
/// colors with codes and names (.csv), <see cref="PaletteJson"/> the same as JSON.</summary>
internal static class PaletteFile
{
    /// <summary>Reads a palette file according to its extension. Files other than .gpl, .hex, .pal, .csv, .tsv and
    /// .json are read as images.
    /// </summary>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or too many
    /// colors.</exception>
    public static Palette Read(string path, IImageCodec codec) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gpl" or ".hex" or ".pal" => Identified(PaletteText.Read(path)),
        ".csv" or ".tsv" => Identified(PaletteTable.Read(path)),
        ".json" => Identified(PaletteJson.Read(path)),
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
                text.Append(
                    $"GIMP Palette\nName: {Path.GetFileNameWithoutExtension(palette.Name)}\nColumns: "
                    + $"8\n{comment ?? "#"}\n");
                foreach (var c in palette.Colors)
                {
                    text.Append(CultureInfo.InvariantCulture,
                        $"{c.R,3} {c.G,3} {c.B,3}\t{palette.LabelOf(c)?.ToString() ?? c.ToHex()}\n");
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
                throw Errors.PaletteExtension.With(palette.Name, extension);
        }

        target.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Adds the checksum of a file with codes or names, which the provenance of outputs contains instead of
    /// all of them.</summary>
    private static Palette Identified(Palette palette) => palette.Labels is null ? palette
        : new Palette(palette.Name, palette.Colors, palette.Labels)
        {
            FileSha256 = Convert.ToHexStringLower(SHA256.HashData(InputFile.ReadAll(palette.Name))),
        };

    /// <summary>Returns the distinct colors of an image, or of all frames of an animation.</summary>
    private static Rgba32[] ReadImage(string path, IImageCodec codec)
    {
        var source = ImageSource.File(path);
        var colors = new HashSet<Rgba32>();
        if (codec.Identify(source) is { IsAnimation: true } info)
        {
            using var frames = codec.OpenFrames(source);
            using var frame = new Raster<Rgba32>(info.Width, info.Height);
            while (frames.Read(frame, out _))
            {
                Add(frame);
            }
        }
        else
        {
            using var image = codec.DecodeRgba(source);
            Add(image);
        }

        return [.. colors];

        void Add(Raster<Rgba32> image)
        {
            colors.UnionWith(
                ColorCounts.Count(image).Keys.Where(color => color.A != 0).Select(color => color with { A = 255 }));
            if (colors.Count > EncodeOptions.MaxIndexedColors)
            {
                throw Errors.PaletteImage.With("Palette", path, EncodeOptions.MaxIndexedColors);
            }
        }
    }

    internal static StylizeException Unreadable(string path, string why) => Errors.PaletteUnreadable.With(path, why);
}

/// <summary>Displays palettes in a terminal.</summary>
internal static class PaletteSwatch
{
    /// <summary>Returns a block of two characters per color, in 24-bit color.</summary>
    public static string Draw(IEnumerable<Rgba32> colors) => string.Concat(colors.Select(Block)) + "\e[0m";

    private static string Block(Rgba32 color) =>
        Invariant($"\e[48;2;{color.R};{color.G};{color.B}m  ");
}
