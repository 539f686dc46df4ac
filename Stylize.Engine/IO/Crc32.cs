namespace Stylize.Engine.IO;

/// <summary>CRC-32 of ISO 3309, as in PNG and zip: reflected polynomial 0xEDB88320, initial value and final XOR all ones.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = CreateTable();

    /// <summary>Returns the CRC of earlier bytes followed by these bytes.</summary>
    /// <param name="crc">The CRC of the earlier bytes; 0 for none.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var c = ~crc;
        var table = Table;
        while (bytes.Length >= 8)
        {
            var low = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ c;
            var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c = table[1792 + (low & 255)] ^ table[1536 + ((low >> 8) & 255)] ^ table[1280 + ((low >> 16) & 255)] ^ table[1024 + (low >> 24)]
                ^ table[768 + (high & 255)] ^ table[512 + ((high >> 8) & 255)] ^ table[256 + ((high >> 16) & 255)] ^ table[high >> 24];
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            c = table[(c ^ value) & 255] ^ (c >> 8);
        }

        return ~c;
    }

    private static uint[] CreateTable()
    {
        // Slicing-by-8 (Kounavis and Berry, ISCC 2005): table k holds the CRC of each byte followed by k zero bytes.
        var table = new uint[2048];
        for (var i = 0u; i < 256; i++)
        {
            var c = i;
            for (var bit = 0; bit < 8; bit++)
            {
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            }

            table[i] = c;
        }

        for (var i = 256; i < 2048; i++)
        {
            table[i] = table[table[i - 256] & 255] ^ (table[i - 256] >> 8);
        }

        return table;
    }
}
