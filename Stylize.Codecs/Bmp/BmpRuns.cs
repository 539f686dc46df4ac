namespace Stylize.Codecs.Bmp;

/// <summary>Decodes run-length encoded bitmaps (BI_RLE8 and BI_RLE4 of the Windows GDI documentation).</summary>
internal static class BmpRuns
{
    /// <summary>Returns an index per pixel, with rows in the order of the file. Pixels that the runs skip have index
    /// 0.</summary>
    internal static byte[] Decode(Stream stream, BmpHeader header)
    {
        // Two bytes represent at most 255 pixels. Moves represent none, so this also limits an image that consists of
        // moves.
        var bytes =
            StreamBytes.Read(stream, header.PixelOffset, Math.Max(0, stream.Length - header.PixelOffset), int.MaxValue);
        if ((long)header.Width * header.Height > ((long)bytes.Length * 128) + (1 << 20))
        {
            throw new InvalidDataException("The bitmap has too few bytes for its size.");
        }

        var target = new byte[header.Width * header.Height];
        int at = 0, x = 0, y = 0;
        while (true)
        {
            var (count, value) = (Next(bytes, ref at), Next(bytes, ref at));
            switch (count, value)
            {
                case (0, 0):
                    (x, y) = (0, y + 1);
                    break;
                case (0, 1):
                    return target;
                case (0, 2):
                    x += Next(bytes, ref at);
                    y += Next(bytes, ref at);
                    break;
                case (0, _):
                    var used = header.Bits == 8 ? value : (value + 1) / 2;
                    for (var index = 0; index < value; index++)
                    {
                        Put(target, header, x++, y, Index(bytes, at, index, header.Bits));
                    }

                    at += used + (used & 1);
                    break;
                default:
                    for (var index = 0; index < count; index++)
                    {
                        Put(target, header, x++, y, header.Bits == 8 ? (byte)value : Nibble(value, index));
                    }

                    break;
            }

            // Only the last row may end without an end-of-row code.
            if (y > header.Height || (y == header.Height && at >= bytes.Length))
            {
                return y == header.Height
                    ? target : throw new InvalidDataException("The runs of the bitmap exceed the image.");
            }
        }
    }

    private static byte Index(byte[] bytes, int at, int index, int bits)
    {
        var place = at + (bits == 8 ? index : index / 2);
        var value = place < bytes.Length
            ? bytes[place] : throw new InvalidDataException("The runs of the bitmap end too early.");
        return bits == 8 ? value : Nibble(value, index);
    }

    private static byte Nibble(int value, int index) => (byte)((index & 1) == 0 ? value >> 4 : value & 15);

    private static int Next(byte[] bytes, ref int at) =>
        at < bytes.Length ? bytes[at++] : throw new InvalidDataException("The runs of the bitmap end too early.");

    private static void Put(byte[] target, BmpHeader header, int x, int y, byte index)
    {
        // Ignores pixels beyond the end of a row, as other readers do.
        if (x < header.Width && y < header.Height)
        {
            target[(y * header.Width) + x] = index;
        }
    }
}
