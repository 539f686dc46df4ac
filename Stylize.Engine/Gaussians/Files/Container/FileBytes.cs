namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The bytes of a .g2d file, of which only those that are asked for are read.</summary>
internal abstract class FileBytes
{
    public abstract long Length { get; }

    /// <summary>Bytes from a place on; the caller has compared the place and the count with <see cref="Length"/>.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public abstract ReadOnlyMemory<byte> Read(long position, int count);

    /// <summary>Bytes that are in memory.</summary>
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
