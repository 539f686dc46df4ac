using Stylize.Codecs.Files;

namespace Stylize.Codecs.Bmp;

/// <summary>Decodes the run lengths of bitmaps (BI_RLE8 and BI_RLE4 of the Windows GDI documentation).</summary>
internal static class BmpRuns
{
    /// <summary>An index for each pixel, the rows in the file's order. Pixels that the runs leave out have index 0.</summary>
    /// <exception cref="InvalidDataException">The runs end before their end code, or leave the image.</exception>
    internal static byte[] Decode(Stream stream, BmpHeader header)
    {
        // The shortest code makes 255 pixels of two bytes; a move makes none, so an image of moves alone is read up to this bound too.
        var bytes = StreamBytes.Read(stream, header.PixelOffset, Math.Max(0, stream.Length - header.PixelOffset), int.MaxValue);
        if ((long)header.Width * header.Height > ((long)bytes.Length * 128) + (1 << 20))
        {
            throw new InvalidDataException("The bitmap's runs cannot fill the size that it claims.");
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

            // Rows may end without an end-of-row code at the image's last row only.
            if (y > header.Height || (y == header.Height && at >= bytes.Length))
            {
                return y == header.Height ? target : throw new InvalidDataException("The bitmap's runs leave the image.");
            }
        }
    }

    private static byte Index(byte[] bytes, int at, int index, int bits)
    {
        var place = at + (bits == 8 ? index : index / 2);
        var value = place < bytes.Length ? bytes[place] : throw new InvalidDataException("The bitmap's runs end too early.");
        return bits == 8 ? value : Nibble(value, index);
    }

    private static byte Nibble(int value, int index) => (byte)((index & 1) == 0 ? value >> 4 : value & 15);

    private static int Next(byte[] bytes, ref int at) =>
        at < bytes.Length ? bytes[at++] : throw new InvalidDataException("The bitmap's runs end too early.");

    private static void Put(byte[] target, BmpHeader header, int x, int y, byte index)
    {
        // What goes beyond a row's end is dropped, as in other readers.
        if (x < header.Width && y < header.Height)
        {
            target[(y * header.Width) + x] = index;
        }
    }
}
