namespace Stylize.Engine.Tests.Codecs;

/// <summary>A write-only stream that fails like a full disk after <paramref name="capacity"/> bytes.</summary>
internal sealed class WriteOnlyStream(Stream inner, long capacity = long.MaxValue) : Stream
{
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        _written += count;
        if (_written > capacity) throw new IOException("No space left on device");

        inner.Write(buffer, offset, count);
    }
}
