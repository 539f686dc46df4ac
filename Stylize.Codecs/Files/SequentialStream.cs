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

/// <summary>Inserts a block of bytes while an encoder writes a file, or replaces a part near its start, without holding
/// the file in memory. The target stays open.</summary>
internal sealed class InsertingStream(Stream target, byte[] block, InsertingStream.PlaceFinder find) : SequentialStream
{
    private MemoryStream? _head = new();

    /// <summary>Finds the bytes that the block replaces, often none, in the first bytes of a file; null if more bytes
    /// are needed.</summary>
    internal delegate Range? PlaceFinder(ReadOnlySpan<byte> head);

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_head is null)
        {
            target.Write(buffer);
            return;
        }

        _head.Write(buffer);
        var head = _head.GetBuffer().AsSpan(0, (int)_head.Length);
        if (find(head) is { } place)
        {
            _head = null;
            target.Write(head[..place.Start]);
            target.Write(block);
            target.Write(head[place.End..]);
        }
    }

    internal void Complete()
    {
        if (_head is not null) throw new InvalidOperationException("The encoded file has no position for metadata.");
    }

    public override void Flush() => target.Flush();
}

/// <summary>Provides a seekable and readable stream to encoders that revise earlier output.</summary>
internal static class SeekableTarget
{
    /// <summary>Writes to the target if it is seekable, readable and at its start, otherwise through a temporary
    /// file.</summary>
    internal static void Write(Stream target, Action<Stream> write)
    {
        if (target is { CanSeek: true, CanRead: true } && target.Position == 0)
        {
            write(target);
            return;
        }

        using var spool = new FileStream(
            // Not an input: a new temporary file.
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, InputFile.BufferBytes,
            FileOptions.DeleteOnClose);
        write(spool);
        spool.Position = 0;
        spool.CopyTo(target);
    }
}
