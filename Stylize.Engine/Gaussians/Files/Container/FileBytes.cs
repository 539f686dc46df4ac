namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The bytes of a .g2d file, of which only those that are asked for are read.</summary>
internal abstract class FileBytes
{
    public abstract long Length { get; }

    /// <summary>Bytes from a place on; the caller has compared the place and the count with <see cref="Length"/>.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public abstract ReadOnlyMemory<byte> Read(long position, int count);

    public static FileBytes Of(ReadOnlyMemory<byte> bytes) => new Memory(bytes);

    /// <summary>Bytes of a stream that can seek, which stays the caller's.</summary>
    public static FileBytes Of(Stream stream) => new Parts(stream);

    private sealed class Memory(ReadOnlyMemory<byte> bytes) : FileBytes
    {
        public override long Length => bytes.Length;

        public override ReadOnlyMemory<byte> Read(long position, int count) => bytes.Slice((int)position, count);
    }

    private sealed class Parts(Stream stream) : FileBytes
    {
        public override long Length { get; } = stream.Length;

        public override ReadOnlyMemory<byte> Read(long position, int count)
        {
            var bytes = new byte[count];
            stream.Position = position;
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}

/// <summary>Integers below 2^32 in 1 to 5 bytes (LEB128): seven bits per byte, lowest first.</summary>
internal static class VariableInteger
{
    public static void Write(List<byte> target, uint value)
    {
        for (; value >= 128; value >>= 7)
        {
            target.Add((byte)(value | 128));
        }

        target.Add((byte)value);
    }

    /// <exception cref="GaussianFormatException">The bytes end too early, or the value is 2^32 or more.</exception>
    public static uint Read(ReadOnlySpan<byte> source, ref int position)
    {
        var value = 0ul;
        for (var shift = 0; shift < 35; shift += 7)
        {
            GaussianFormatException.ThrowIf(position >= source.Length, "a length is cut short");

            var next = source[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value <= uint.MaxValue ? (uint)value : throw new GaussianFormatException("a length is too large");
        }

        throw new GaussianFormatException("a length is too large");
    }
}
