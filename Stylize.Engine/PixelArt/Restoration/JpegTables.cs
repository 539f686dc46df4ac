namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The quantization tables and chroma subsampling of a JPEG file (ITU-T T.81, B.2).</summary>
/// <param name="Across">Number of pixels per chroma sample along a row: 1 or 2.</param>
/// <param name="Down">Number of pixels per chroma sample along a column: 1 or 2.</param>
/// <param name="Luma">Quantization steps of the luma coefficients, row by row.</param>
/// <param name="Chroma">Quantization steps of the two chroma components, row by row.</param>
internal sealed record JpegTables(int Width, int Height, int Across, int Down, float[] Luma, float[][] Chroma)
{
    /// <summary>Zigzag order of stored tables: the position in the block of element k.</summary>
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <returns>Null if the file is not a YCbCr JPEG with chroma at full or half resolution.</returns>
    public static JpegTables? Read(ImageSource source)
    {
        using Stream stream = source.Bytes is { } bytes ? new MemoryStream(bytes.ToArray(), writable: false) : InputFile.Open(source.Name);
        var tables = new float[4][];
        Span<byte> head = stackalloc byte[2];
        if (stream.ReadAtLeast(head, 2, throwOnEndOfStream: false) < 2 || head[0] != 0xFF || head[1] != 0xD8) return null;

        while (stream.ReadByte() == 0xFF)
        {
            var marker = stream.ReadByte();
            while (marker == 0xFF)
            {
                marker = stream.ReadByte();
            }

            if (marker is < 0 or 0xD9 or 0xDA || stream.ReadAtLeast(head, 2, throwOnEndOfStream: false) < 2) return null;

            var segment = new byte[Math.Max(0, BinaryPrimitives.ReadUInt16BigEndian(head) - 2)];
            if (stream.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) < segment.Length) return null;

            // In Adobe's segment, 0 means that the samples are RGB.
            if (marker == 0xEE && segment.Length >= 12 && segment.AsSpan().StartsWith("Adobe"u8) && segment[11] == 0) return null;

            if (marker == 0xDB)
            {
                ReadSteps(segment, tables);
            }
            else if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                return Frame(segment, tables);
            }
        }

        return null;
    }

    private static void ReadSteps(ReadOnlySpan<byte> segment, float[][] tables)
    {
        while (segment.Length >= 65)
        {
            var size = segment[0] >> 4 == 0 ? 1 : 2;
            if (segment.Length < 1 + (64 * size)) return;

            var table = tables[segment[0] & 3] = new float[64];
            for (var k = 0; k < 64; k++)
            {
                table[ZigZag[k]] = size == 1 ? segment[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * k))..]);
            }

            segment = segment[(1 + (64 * size))..];
        }
    }

    private static JpegTables? Frame(ReadOnlySpan<byte> segment, float[][] tables)
    {
        if (segment.Length < 15 || segment[0] != 8 || segment[5] != 3) return null;

        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        int across = segment[7] >> 4, down = segment[7] & 15;
        var isPlain = segment[10] == 0x11 && segment[13] == 0x11 && across is 1 or 2 && down is 1 or 2;
        var (y, cb, cr) = (tables[segment[8] & 3], tables[segment[11] & 3], tables[segment[14] & 3]);
        return isPlain && y is not null && cb is not null && cr is not null
            ? new JpegTables(width, height, across, down, y, [cb, cr])
            : null;
    }
}
