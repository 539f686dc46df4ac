namespace Stylize.Codecs.Files;

internal abstract class SequentialStream : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

internal abstract class ReadOnlyStream : SequentialStream
{
    public override bool CanRead => true;

    public abstract override int Read(Span<byte> buffer);
}

/// <summary>A part of a seekable stream. Other parts can be read in between.</summary>
/// <param name="stream">The whole stream; it stays open.</param>
internal sealed class SectionStream(Stream stream, long start, long length) : ReadOnlyStream
{
    private long _at;

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, length - _at)];
        stream.Position = start + _at;
        var read = stream.Read(buffer);
        _at += read;
        return read;
    }
}
