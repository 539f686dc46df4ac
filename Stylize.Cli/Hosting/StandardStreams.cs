using System.Text;

namespace Stylize.Cli.Hosting;

/// <summary>The process's own streams in UTF-8, written line by line. Lines end in a line feed on every system.</summary>
internal sealed class StandardStreams : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly SteadyStream _output = new(Console.OpenStandardOutput());
    private readonly SteadyStream _error = new(Console.OpenStandardError());

    public StandardStreams()
    {
        // Loads what writing needs, while files may still be opened: later there may be too many.
        _error.Write([]);
        Output = Writer(_output, Console.IsOutputRedirected);
        Error = Writer(_error, Console.IsErrorRedirected);
    }

    /// <summary>Results.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output for a file's bytes.</summary>
    public Stream Bytes => _output;

    /// <summary>Failures, warnings and progress.</summary>
    public TextWriter Error { get; }

    /// <summary>True where a person sees standard error and its lines can be redrawn.</summary>
    public static bool ErrorIsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The exit code of a command, once what could not be written is known; tells of it where that is possible.</summary>
    public int Conclude(int exitCode)
    {
        if (_output.Failure is { } failure)
        {
            Error.WriteLine($"stylize: Standard output could not be written ({failure.GetBaseException().Message.TrimEnd('.')}); "
                + "the files themselves are written.");
        }

        return exitCode == ExitCode.AllDone && (_output.Failure ?? _error.Failure) is not null ? ExitCode.SomeFailed : exitCode;
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }

    /// <summary>A console of Windows shows text in an encoding of its own; files and pipes get UTF-8.</summary>
    private static StreamWriter Writer(Stream stream, bool isRedirected) =>
        new(stream, OperatingSystem.IsWindows() && !isRedirected ? Console.OutputEncoding : Utf8) { AutoFlush = true, NewLine = "\n" };
}
