namespace Stylize.Engine.Tests.Codecs;

/// <summary>Encodes strips and tiles that only codec libraries decode, from the standards.</summary>
internal static class TiffBlocks
{
    /// <summary>The codes of runs of 0 to 16 white, or 0 to 8 black pixels (ITU-T T.4, table 2).</summary>
    private static readonly string[] White =
    [
        "00110101", "000111", "0111", "1000", "1011", "1100", "1110", "1111", "10011", "10100", "00111", "01000",
        "001000", "000011", "110100", "110101", "101010",
    ];

    private static readonly string[] Black =
        ["0000110111", "010", "11", "10", "011", "0011", "0010", "00011", "000101"];

    /// <summary>Encodes rows of one bit with short runs; 0 is white.</summary>
    /// <param name="compression">2 for rows of whole bytes, 3 for T.4 in one dimension, 4 for T.6 in horizontal mode
    /// alone.</param>
    public static byte[] Fax(int compression, byte[] block, int width)
    {
        const string EndOfLine = "000000000001";
        var (bits, rowBytes) = (new StringBuilder(), (width + 7) / 8);
        for (var at = 0; at < block.Length; at += rowBytes)
        {
            bool IsBlack(int x) => (block[at + (x / 8)] >> (7 - (x % 8)) & 1) == 1;

            bits.Append(compression == 3 ? EndOfLine : "");
            for (var x = 0; x < width;)
            {
                // T.6 codes pairs of runs, also where the row ends with the first one.
                bits.Append(compression == 4 ? "001" : "");
                foreach (var isBlack in (bool[])[false, true])
                {
                    var start = x;
                    while (x < width && IsBlack(x) == isBlack)
                    {
                        x++;
                    }

                    bits.Append(start == width && compression != 4 ? "" : (isBlack ? Black : White)[x - start]);
                }
            }

            bits.Append('0', compression == 2 ? (8 - (bits.Length % 8)) % 8 : 0);
        }

        bits.Append(compression == 4 ? EndOfLine + EndOfLine : "");
        return Bytes(bits.Append('0', (8 - (bits.Length % 8)) % 8).ToString());
    }

    /// <summary>Encodes gray blocks of 8 x 8 equal pixels exactly, as one coefficient each (ITU-T T.81).</summary>
    public static byte[] Jpeg(byte[] block, int width)
    {
        var (height, bits, last) = (block.Length / width, new StringBuilder(), 128);
        for (var y = 0; y < height; y += 8)
        {
            for (var x = 0; x < width; x += 8)
            {
                // The code is the number of bits; then come the bits, and the end of the block.
                var change = block[(y * width) + x] - last;
                var size = change == 0 ? 0 : (int)Math.Log2(Math.Abs(change)) + 1;
                var value = change < 0 ? change + (1 << size) - 1 : change;
                bits.Append(Convert.ToString(size, 2).PadLeft(4, '0'))
                    .Append(size == 0 ? "" : Convert.ToString(value, 2).PadLeft(size, '0')).Append('0');
                last += change;
            }
        }

        var data = Bytes(bits.Append('1', (8 - (bits.Length % 8)) % 8).ToString());
        byte[] sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        return
        [
            0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
            0xff, 0xc0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
            0xff, 0xc4, 0, 31, 0, .. CodesOfLength(4, 12), .. sizes,
            0xff, 0xc4, 0, 20, 0x10, .. CodesOfLength(1, 1), 0,
            0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0,
            .. data.SelectMany(value => value == 0xff ? [value, 0] : (byte[])[value]), 0xff, 0xd9,
        ];
    }

    private static byte[] CodesOfLength(int length, byte count) =>
        [.. Enumerable.Range(1, 16).Select(other => other == length ? count : (byte)0)];

    private static byte[] Bytes(string bits) =>
        [.. bits.Chunk(8).Select(part => Convert.ToByte(new string(part), 2))];
}
