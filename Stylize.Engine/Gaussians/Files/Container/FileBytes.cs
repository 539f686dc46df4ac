namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>Random access to the bytes of a .g2d file, read on demand.</summary>
internal abstract class FileBytes
{
    public abstract long Length { get; }

    /// <summary>Reads bytes. The caller must have checked the range against <see cref="Length"/>.</summary>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    public abstract ReadOnlyMemory<byte> Read(long position, int count);

    public static FileBytes Of(ReadOnlyMemory<byte> bytes) => new Memory(bytes);

    /// <summary>Reads from a seekable stream, which the caller owns.</summary>
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

/// <summary>Integers below 2^32 as 1 to 5 bytes (LEB128): seven bits per byte, lowest bits first.</summary>
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
            GaussianFormatException.ThrowIf(position >= source.Length, "a length is truncated");

            var next = source[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value <= uint.MaxValue ? (uint)value : throw new GaussianFormatException("a length is too large");
        }

        throw new GaussianFormatException("a length is too large");
    }
}
