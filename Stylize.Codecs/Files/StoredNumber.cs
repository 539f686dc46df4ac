namespace Stylize.Codecs.Files;

internal static class StoredNumber
{
    /// <param name="kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
    /// <param name="bits">8, 16, 32 or 64.</param>
    internal static double Read(ReadOnlySpan<byte> sample, char kind, int bits, bool bigEndian) => (kind, bits) switch
    {
        ('u', 8) => sample[0],
        ('i', 8) => (sbyte)sample[0],
        ('u', 16) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(sample) : BinaryPrimitives.ReadUInt16LittleEndian(sample),
        ('i', 16) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(sample) : BinaryPrimitives.ReadInt16LittleEndian(sample),
        ('u', 32) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(sample) : BinaryPrimitives.ReadUInt32LittleEndian(sample),
        ('i', 32) => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(sample) : BinaryPrimitives.ReadInt32LittleEndian(sample),
        ('u', _) => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(sample) : BinaryPrimitives.ReadUInt64LittleEndian(sample),
        ('i', _) => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(sample) : BinaryPrimitives.ReadInt64LittleEndian(sample),
        (_, 32) => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(sample) : BinaryPrimitives.ReadSingleLittleEndian(sample),
        _ => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(sample) : BinaryPrimitives.ReadDoubleLittleEndian(sample),
    };
}
