namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Converts a row of samples to a row of bits: bit x % 64 of word x / 64 is set if sample x is
/// foreground.</summary>
internal static class Binarizer
{
    public static int Words(int width) => (width + 63) / 64;

    /// <summary>Sets the bits of samples strictly above <paramref name="cut"/>.</summary>
    /// <remarks>Processes 32, 16 or 8 samples per vector and the remainder one by one. The scalar equivalent is row[x]
    /// > cut.</remarks>
    public static void Above(ReadOnlySpan<ushort> row, ushort cut, Span<ulong> bits)
    {
        bits.Clear();
        ref var samples = ref MemoryMarshal.GetReference(row);
        var x = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var cuts = Vector512.Create(cut);
            for (; x <= row.Length - 64; x += 64)
            {
                var low = Vector512.GreaterThan(Vector512.LoadUnsafe(ref samples, (nuint)x), cuts)
                    .ExtractMostSignificantBits();
                var high = Vector512.GreaterThan(Vector512.LoadUnsafe(ref samples, (nuint)x + 32), cuts)
                    .ExtractMostSignificantBits();
                bits[x >> 6] = low | (high << 32);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var cuts = Vector256.Create(cut);
            for (; x <= row.Length - 16; x += 16)
            {
                ulong set = Vector256.GreaterThan(Vector256.LoadUnsafe(ref samples, (nuint)x), cuts)
                    .ExtractMostSignificantBits();
                bits[x >> 6] |= set << (x & 63);
            }
        }

        for (; x < row.Length; x++)
        {
            if (row[x] > cut)
            {
                bits[x >> 6] |= 1ul << (x & 63);
            }
        }
    }

    public static void Above(ReadOnlySpan<ushort> row, ReadOnlySpan<double> thresholds, Span<ulong> bits)
    {
        bits.Clear();
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] > thresholds[x])
            {
                bits[x >> 6] |= 1ul << (x & 63);
            }
        }
    }
}
