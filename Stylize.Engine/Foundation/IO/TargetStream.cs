namespace Stylize.Engine.IO;

/// <summary>The stream of a file being written. Checks for cancellation at every write, and records the first I/O
/// failure, because some encoders replace it with their own error.</summary>
internal sealed class TargetStream(FileStream file, CancellationToken cancellation) : Stream
{
    /// <summary>The first I/O failure; null for none.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            file.Write(buffer);
        }
        catch (Exception exception) when (Remember(exception))
        {
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => file.Read(buffer);

    // Seeking flushes the buffer first.
    public override long Seek(long offset, SeekOrigin origin) => Watched(() => file.Seek(offset, origin));

    public override void SetLength(long value) => Watched(() =>
    {
        file.SetLength(value);
        return value;
    });

    public override void Flush() => Flush(toDisk: false);

    public void FlushToDisk()
    {
        cancellation.ThrowIfCancellationRequested();
        Flush(toDisk: true);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close(file);
        }

        base.Dispose(disposing);
    }

    /// <summary>Closing flushes the buffer, which fails again after a failed write; only the first failure is
    /// recorded.</summary>
    private void Close(FileStream open)
    {
        try
        {
            open.Dispose();
        }
        catch (Exception exception) when (exception is IOException || WriteFailure.IsFileTooLarge(exception))
        {
            Remember(exception);
        }
    }

    private void Flush(bool toDisk) => Watched(() =>
    {
        file.Flush(toDisk);
        return 0;
    });

    private long Watched(Func<long> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (Remember(exception))
        {
            throw;
        }
    }

    private bool Remember(Exception exception)
    {
        Failure ??= exception;
        return true;
    }
}
