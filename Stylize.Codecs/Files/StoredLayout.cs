namespace Stylize.Codecs.Files;

/// <summary>How rows store the samples of pixels.</summary>
/// <param name="Kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
/// <param name="Bits">Bits per sample: 8, 16, 32 or 64.</param>
/// <param name="PixelBytes">Distance of neighboring pixels in bytes.</param>
/// <param name="Bands">Offsets of the first sample of each color plane in bytes: one, or red, green and blue.</param>
internal readonly record struct StoredLayout(
    char Kind, int Bits, int PixelBytes, IReadOnlyList<int> Bands, bool BigEndian = false)
{
    /// <summary>Reads the samples of a band as numbers.</summary>
    internal void ReadNumbers(ReadOnlySpan<byte> samples, Span<double> numbers)
    {
        for (var x = 0; x < numbers.Length; x++)
        {
            numbers[x] = Number(samples[(x * PixelBytes)..]);
        }
    }

    /// <summary>Reads the samples of a band, which are unsigned integers of 8 or 16 bits.</summary>
    internal void Spread(ReadOnlySpan<byte> samples, Span<ushort> target)
    {
        if (Bits == 16 && PixelBytes == 2 && BigEndian != BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, ushort>(samples)[..target.Length].CopyTo(target);
            return;
        }

        for (var x = 0; x < target.Length; x++)
        {
            var sample = samples[(x * PixelBytes)..];
            target[x] = Bits == 8 ? sample[0]
                : BigEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(sample) : BinaryPrimitives.ReadUInt16LittleEndian(sample);
        }
    }

    private double Number(ReadOnlySpan<byte> sample) => (Kind, Bits) switch
    {
        ('u', 8) => sample[0],
        ('i', 8) => (sbyte)sample[0],
        ('u', 16) =>
            BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(sample) : BinaryPrimitives.ReadUInt16LittleEndian(sample),
        ('i', 16) =>
            BigEndian ? BinaryPrimitives.ReadInt16BigEndian(sample) : BinaryPrimitives.ReadInt16LittleEndian(sample),
        ('u', 32) =>
            BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(sample) : BinaryPrimitives.ReadUInt32LittleEndian(sample),
        ('i', 32) =>
            BigEndian ? BinaryPrimitives.ReadInt32BigEndian(sample) : BinaryPrimitives.ReadInt32LittleEndian(sample),
        ('u', _) =>
            BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(sample) : BinaryPrimitives.ReadUInt64LittleEndian(sample),
        ('i', _) =>
            BigEndian ? BinaryPrimitives.ReadInt64BigEndian(sample) : BinaryPrimitives.ReadInt64LittleEndian(sample),
        (_, 16) => (double)(BigEndian ? BinaryPrimitives.ReadHalfBigEndian(sample)
            : BinaryPrimitives.ReadHalfLittleEndian(sample)),
        (_, 32) =>
            BigEndian ? BinaryPrimitives.ReadSingleBigEndian(sample) : BinaryPrimitives.ReadSingleLittleEndian(sample),
        _ => BigEndian ? BinaryPrimitives.ReadDoubleBigEndian(sample) : BinaryPrimitives.ReadDoubleLittleEndian(sample),
    };
}
