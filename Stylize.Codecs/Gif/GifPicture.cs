namespace Stylize.Codecs.Gif;

/// <summary>The pixels of one frame of a GIF as stored: a palette and compressed indices.</summary>
/// <param name="Palette">Red, green and blue of 2, 4, ... or 256 colors.</param>
/// <param name="Transparent">Index of the transparent color, or -1.</param>
/// <param name="IsInterlaced">True if rows are stored in four passes.</param>
internal sealed record GifPicture(byte[] Palette, int Transparent, bool IsInterlaced, byte[] Data)
{
    /// <summary>Size of the picture with a palette of its own.</summary>
    public int Bytes => Palette.Length + Data.Length;

    /// <summary>Returns a pixel as GIF can show it: transparent if alpha is below 128, otherwise opaque.</summary>
    internal static Rgba32 Binary(Rgba32 pixel) => pixel.A < 128 ? default : pixel with { A = byte.MaxValue };

    /// <summary>Returns the image with its exact colors; null if it has more than 256.</summary>
    /// <param name="colors">The palette, or null for the colors in order of appearance.</param>
    /// <param name="needsTransparent">True if the palette must contain a transparent color, even if no pixel uses
    /// it.</param>
    /// <exception cref="StylizeException">OptionInvalid: the palette has no or more than 256 colors, or lacks a color
    /// of the image.</exception>
    internal static GifPicture? TryExact(Raster<Rgba32> image, IReadOnlyList<Rgba32>? colors, bool needsTransparent)
    {
        List<Rgba32> palette = colors is not null ? Checked(colors) : needsTransparent ? [default] : [];
        var places = new Dictionary<Rgba32, byte>();
        for (var i = 0; i < palette.Count; i++)
        {
            places.TryAdd(palette[i], (byte)i);
        }

        var indices = new byte[image.Width * image.Height];
        var (last, lastPlace) = (default(Rgba32), -1);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (lastPlace < 0 || row[x] != last)
                {
                    last = row[x];
                    lastPlace = Place(last, palette, places, isFixed: colors is not null);
                    if (lastPlace < 0) return null;
                }

                indices[(y * image.Width) + x] = (byte)lastPlace;
            }
        }

        var transparent = places.TryGetValue(default, out var place) ? place : -1;
        return new GifPicture(
            BytesOf(palette), transparent, false, GifLzw.Encode(indices, Math.Max(2, Bits(indices.Max() + 1))));
    }

    internal static byte[] PaletteOf(IReadOnlyList<Rgba32> colors) => BytesOf(Checked(colors));

    /// <summary>Returns the first frame of a GIF from a codec library, with the colors that the library
    /// chose.</summary>
    internal static GifPicture FromFile(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var palette = GifBlock.Palette(stream);
        var transparent = -1;
        foreach (var block in GifBlock.All(stream))
        {
            if (block.IsExtension(GifLayout.GraphicControl) && (file[block.At + 3] & 1) != 0)
            {
                transparent = file[block.At + 6];
            }
            else if (block.IsImage)
            {
                if (file.AsSpan((int)block.At + 1, 4).IndexOfAnyExcept((byte)0) >= 0) break;

                var flags = file[block.At + 9];
                var local = GifBlock.LocalPalette(stream, block);
                var dataAt = (int)block.DataAt;
                return new GifPicture(local ?? palette, transparent, (flags & 0x40) != 0, file[dataAt..(int)block.End]);
            }
        }

        throw new InvalidDataException("The GIF has no image that begins at the corner of its canvas.");
    }

    internal static int Bits(int colors) => Math.Max(1, 32 - int.LeadingZeroCount(colors - 1));

    private static int Place(Rgba32 pixel, List<Rgba32> palette, Dictionary<Rgba32, byte> places, bool isFixed)
    {
        var color = Binary(pixel);
        if (places.TryGetValue(color, out var place)) return place;

        if (isFixed) throw EncodeOptions.NotIndexed(pixel);
        if (palette.Count == EncodeOptions.MaxIndexedColors) return -1;

        places.Add(color, (byte)palette.Count);
        palette.Add(color);
        return palette.Count - 1;
    }

    private static List<Rgba32> Checked(IReadOnlyList<Rgba32> colors) =>
        [.. EncodeOptions.RequireIndexed(colors).Select(Binary)];

    private static byte[] BytesOf(List<Rgba32> palette)
    {
        var bytes = new byte[3 << Bits(palette.Count)];
        for (var i = 0; i < palette.Count; i++)
        {
            (bytes[3 * i], bytes[(3 * i) + 1], bytes[(3 * i) + 2]) = (palette[i].R, palette[i].G, palette[i].B);
        }

        return bytes;
    }
}
