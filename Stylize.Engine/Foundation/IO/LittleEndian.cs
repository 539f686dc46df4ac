namespace Stylize.Engine.IO;

/// <summary>The bytes of numbers, for the fields of a header in their order.</summary>
internal static class LittleEndian
{
    /// <summary>The two lowest bytes of a number.</summary>
    public static byte[] Word(int value) => [(byte)value, (byte)(value >> 8)];

    /// <summary>The three lowest bytes of a number.</summary>
    public static byte[] Word24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    /// <summary>The four lowest bytes of a number.</summary>
    public static byte[] Long(long value) =>
        [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    public static byte[] Single(float value) => Long(BitConverter.SingleToInt32Bits(value));
}

/// <inheritdoc cref="LittleEndian"/>
internal static class BigEndian
{
    /// <summary>The two lowest bytes of a number.</summary>
    public static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>The four lowest bytes of a number.</summary>
    public static byte[] Long(long value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}

/// <summary>Reads the fields of a header in their order, as little-endian numbers.</summary>
internal sealed class LittleEndianReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <exception cref="InvalidDataException">The bytes end earlier; as in all methods.</exception>
    public byte Byte() => Take(1)[0];

    public ushort Word() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public short Short() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public uint Long() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    /// <summary>Reads UTF-8 after its length, a word.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Word()));

    public void Skip(int length) => Take(length);

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - Position)
        {
            throw new InvalidDataException("A header or chunk is too short.");
        }

        Position += length;
        return bytes.Span.Slice(Position - length, length);
    }
}
