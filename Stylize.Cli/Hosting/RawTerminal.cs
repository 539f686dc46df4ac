using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Cli.Hosting;

/// <summary>The terminal of this process on Linux and macOS, without echo and line editing until it is disposed.</summary>
internal sealed unsafe partial class RawTerminal : IDisposable
{
    private const int Now = 0;
    private const short Readable = 1;

    // More than the size of struct termios on any system; its contents are libc's business.
    private const int StateBytes = 256;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _saved;

    private RawTerminal(SafeFileHandle handle, byte[] saved) => (_handle, _saved) = (handle, saved);

    private int Descriptor => (int)_handle.DangerousGetHandle();

    /// <exception cref="IOException">There is none to open.</exception>
    internal static RawTerminal? Open()
    {
        var handle = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var saved = new byte[StateBytes];
        fixed (byte* state = saved)
        {
            if (TcGetAttr((int)handle.DangerousGetHandle(), state) != 0)
            {
                handle.Dispose();
                return null;
            }
        }

        fixed (byte* state = saved.ToArray())
        {
            CfMakeRaw(state);
            _ = TcSetAttr((int)handle.DangerousGetHandle(), Now, state);
        }

        return new RawTerminal(handle, saved);
    }

    /// <summary>Sends a question and gathers what comes back, until it is complete or patience ends.</summary>
    internal string Ask(string question, Func<string, bool> isComplete, TimeSpan patience)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(question))
        {
            if (Write(Descriptor, bytes, question.Length) != question.Length) return "";
        }

        var answer = new StringBuilder();
        var buffer = stackalloc byte[256];
        var clock = Stopwatch.StartNew();
        while (!isComplete(answer.ToString()) && patience - clock.Elapsed is { Ticks: > 0 } left)
        {
            var wait = new PollDescriptor { Descriptor = Descriptor, Events = Readable };
            if (Poll(&wait, 1, (int)Math.Ceiling(left.TotalMilliseconds)) <= 0 || Read(Descriptor, buffer, 256) is not (> 0 and var count))
            {
                break;
            }

            answer.Append(Encoding.ASCII.GetString(buffer, (int)count));
        }

        return answer.ToString();
    }

    public void Dispose()
    {
        fixed (byte* state = _saved)
        {
            _ = TcSetAttr(Descriptor, Now, state);
        }

        _handle.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int TcGetAttr(int descriptor, byte* state);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int TcSetAttr(int descriptor, int when, byte* state);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(byte* state);

    // macOS counts descriptors in 32 bits, Linux in the machine's word; one fits both.
    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

/// <summary>Asks the terminal what pictures it can show. Compiled into the module too.</summary>
internal static class TerminalQuestion
{
    /// <summary>Names how pictures are shown, without asking: blocks, sixel, kitty or none.</summary>
    internal const string OverrideVariable = "STYLIZE_TERMINAL";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(.3);
    private static readonly Lazy<string> Answer = new(Ask);

    /// <summary>The terminal that standard output goes to; null where it goes elsewhere, or the terminal shows no pictures.</summary>
    internal static TerminalScreen? Screen()
    {
        var chosen = Environment.GetEnvironmentVariable(OverrideVariable);
        var named = Enum.TryParse<TerminalGraphics>(chosen, ignoreCase: true, out var graphics);
        if (string.Equals(chosen, "none", StringComparison.OrdinalIgnoreCase) || Console.IsOutputRedirected
            || Environment.GetEnvironmentVariable("TERM") == "dumb")
        {
            return null;
        }

        var (columns, rows) = Size();
        return named ? new TerminalScreen(graphics, columns, rows) : TerminalScreen.Of(Answer.Value, columns, rows);
    }

    private static (int Columns, int Rows) Size()
    {
        try
        {
            return Console.WindowWidth > 0 ? (Console.WindowWidth, Console.WindowHeight) : (80, 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }

    // Windows hands answers on only to programs that have switched their input to sequences, and PowerShell has not.
    private static string Ask()
    {
        if (Console.IsInputRedirected || OperatingSystem.IsWindows()) return "";

        try
        {
            using var terminal = RawTerminal.Open();
            return terminal?.Ask(TerminalScreen.Query, TerminalScreen.IsComplete, Patience) ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
