using System.Text;

namespace Stylize.Cli.Hosting;

/// <summary>The process's own streams in UTF-8, written line by line.</summary>
internal static class StandardStreams
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>True where a person sees standard error and its lines can be redrawn.</summary>
    public static bool ErrorIsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public static TextWriter Output() => Writer(Console.OpenStandardOutput());

    public static TextWriter Error() => Writer(Console.OpenStandardError());

    private static StreamWriter Writer(Stream stream) => new(stream, Utf8) { AutoFlush = true };
}
