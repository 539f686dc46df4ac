namespace Stylize.Cli.Hosting;

/// <summary>The standard streams in UTF-8, flushed after each line. Lines end in a line feed on every system.</summary>
internal sealed class StandardStreams : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly DiscardingStream _output = new(Console.OpenStandardOutput);
    private readonly DiscardingStream _error = new(Console.OpenStandardError);

    public StandardStreams()
    {
        // Loads the code for writing while the process may still open files.
        _error.Write([]);
        Output = Writer(_output, Console.IsOutputRedirected);
        Error = Writer(_error, Console.IsErrorRedirected);
    }

    public TextWriter Output { get; }

    public Stream Bytes => _output;

    public TextWriter Error { get; }

    /// <summary>True if standard error is a terminal whose lines can be redrawn.</summary>
    public static bool ErrorIsTerminal =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Returns the exit code, and reports a failure to write standard output.</summary>
    public int Conclude(int exitCode)
    {
        if (_output.Failure is { } failure)
        {
            Error.WriteLine(
                $"stylize: Cannot write to standard output ({failure.GetBaseException().Message.TrimEnd('.')}). Output "
                + "files are not affected.");
        }

        return exitCode == ExitCode.AllDone && (_output.Failure ?? _error.Failure) is not null
            ? ExitCode.SomeFailed : exitCode;
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }

    /// <summary>Windows consoles have their own encoding; files and pipes get UTF-8.</summary>
    private static StreamWriter Writer(Stream stream, bool isRedirected) =>
        new(stream, OperatingSystem.IsWindows() && !isRedirected
            ? Console.OutputEncoding : Utf8) { AutoFlush = true, NewLine = "\n" };
}

/// <summary>
/// Escapes control characters in whole lines, so that a file name cannot control the terminal, and puts the time (UTC,
/// ISO 8601) before each line on request. Text without a line end, such as a progress bar, is not escaped.
/// </summary>
internal sealed class LineWriter(TextWriter inner, Func<bool>? hasTime = null)
    : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly Lock _gate = new();
    private bool _isInLine;

    public override Encoding Encoding => inner.Encoding;

    public override string NewLine
    {
#pragma warning disable CS8765 // The base class takes null for the default.
        get => inner.NewLine;
        set => inner.NewLine = value;
#pragma warning restore CS8765
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;

        lock (_gate)
        {
            inner.Write(hasTime?.Invoke() == true ? Timed(value) : value);
            _isInLine = !value.EndsWith('\n');
        }
    }

    public override void WriteLine(string? value) =>
        Write((value is null ? null : PrintableText.Escape(value)) + NewLine);

    public override void Flush() => inner.Flush();

    private string Timed(string text)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture);
        var end = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        return (_isInLine ? "" : time) + text[..end].Replace("\n", "\n" + time) + text[end..];
    }
}

/// <summary>A standard stream that discards output after the first failed write, so that the run continues.</summary>
internal sealed class DiscardingStream : Stream
{
    private readonly Stream _stream = Null;
    private readonly Exception? _closed;

    /// <param name="open">Opens the stream; a native program cannot open one that its caller closed.</param>
    public DiscardingStream(Func<Stream> open)
    {
        try
        {
            _stream = open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _closed = failure;
        }
    }

    /// <summary>The first failure; null if every write succeeded.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Failure is not null) return;

        try
        {
            Failure = buffer.IsEmpty ? null : _closed;
            _stream.Write(buffer);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException
            or ArgumentOutOfRangeException)
        {
            // The last one is that of a redirected stream at the file size limit.
            Failure = failure;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
