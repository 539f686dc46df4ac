namespace Stylize.Codecs.Bmp;

/// <summary>Reads Windows bitmaps: 1 to 32 bits per pixel, with palettes, bit fields and run lengths, bottom up or top
/// down. Source: the structures BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER and BITMAPV5HEADER of the Windows
/// GDI documentation.</summary>
internal static class BmpReader
{
    /// <summary>Reads planes of 8 bits: red, green and blue, and alpha if the file declares a mask for it.</summary>
    internal static SampleImage<ushort> Read(Stream stream, Action<long, long> checkSize)
    {
        var header = BmpHeader.Read(stream);
        checkSize(header.Width, header.Height);
        var pixels = header.IsRunLength ? BmpRuns.Decode(stream, header) : null;
        return new SampleImage<ushort>(
            header.HasAlpha ? 4 : 3, header.Width, header.Height, header.HasAlpha, 8).FilledBy(image =>
        {
            var row = new byte[header.RowBytes];
            for (var line = 0; line < header.Height; line++)
            {
                if (pixels is null && !StreamBytes.TryRead(stream, header.PixelOffset + ((long)line * row.Length), row))
                {
                    throw new InvalidDataException("The bitmap ends before its last row.");
                }

                for (var x = 0; x < header.Width; x++)
                {
                    Put(header, pixels is null ? PixelOf(row, x, header.Bits) : pixels[(line * header.Width) + x],
                        image.Planes, x, header.IsTopDown ? line : header.Height - 1 - line);
                }
            }

            var alpha = image.Planes[^1];
            if (header is { HasAlpha: true, IsAlphaOptional: true }
                && Enumerable.Range(0, header.Height).All(y => !alpha.Row(y).ContainsAnyExcept((ushort)0)))
            {
                alpha.Fill(byte.MaxValue);
            }
        });
    }

    private static uint PixelOf(byte[] row, int x, int bits) => bits switch
    {
        1 => (uint)(row[x >> 3] >> (7 - (x & 7))) & 1,
        4 => (uint)(row[x >> 1] >> ((x & 1) == 0 ? 4 : 0)) & 15,
        8 => row[x],
        16 => BinaryPrimitives.ReadUInt16LittleEndian(row.AsSpan(2 * x)),
        24 => row[3 * x] | ((uint)row[(3 * x) + 1] << 8) | ((uint)row[(3 * x) + 2] << 16),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(4 * x)),
    };

    private static void Put(BmpHeader header, uint pixel, IReadOnlyList<Raster<ushort>> planes, int x, int y)
    {
        if (header.Bits <= 8)
        {
            // An index outside the palette is black, as in other readers.
            var color = pixel < header.Palette.Length ? header.Palette[pixel] : new Rgba32(0, 0, 0);
            (planes[0].Row(y)[x], planes[1].Row(y)[x], planes[2].Row(y)[x]) = (color.R, color.G, color.B);
            return;
        }

        for (var band = 0; band < planes.Count; band++)
        {
            planes[band].Row(y)[x] = header.Masks[band].Value(pixel);
        }
    }
}
