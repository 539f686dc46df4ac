using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Cli.Hosting;

/// <summary>The terminal on Linux and macOS in raw mode (no echo, no line editing) until disposed.</summary>
internal sealed unsafe partial class RawTerminal(SafeFileHandle handle, byte[] saved) : IDisposable
{
    private const int Now = 0;

    // More than the size of struct termios on any system.
    private const int StateBytes = 256;

    private int Descriptor => (int)handle.DangerousGetHandle();

    /// <exception cref="IOException">The process has no terminal.</exception>
    internal static RawTerminal? Open()
    {
        // Not an input: the terminal.
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

    /// <summary>Sends a query and returns the answer when it is complete or the time is up.</summary>
    internal string Ask(string question, Func<string, bool> isComplete, TimeSpan timeout)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(question))
        {
            if (Write(Descriptor, bytes, question.Length) != question.Length) return "";
        }

        var answer = new StringBuilder();
        var buffer = stackalloc byte[256];
        var clock = Stopwatch.StartNew();
        while (!isComplete(answer.ToString()) && timeout - clock.Elapsed is { Ticks: > 0 } left)
        {
            var wait = new EnterKey.PollDescriptor
            {
                Descriptor = Descriptor, Events = EnterKey.PollDescriptor.Readable,
            };
            if (EnterKey.Poll(&wait, 1, (int)Math.Ceiling(left.TotalMilliseconds)) <= 0
                || EnterKey.Read(Descriptor, buffer, 256) is not (> 0 and var count))
            {
                break;
            }

            answer.Append(Encoding.ASCII.GetString(buffer, (int)count));
        }

        return answer.ToString();
    }

    public void Dispose()
    {
        fixed (byte* state = saved)
        {
            _ = TcSetAttr(Descriptor, Now, state);
        }

        handle.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int TcGetAttr(int descriptor, byte* state);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int TcSetAttr(int descriptor, int when, byte* state);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(byte* state);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nint count);
}

/// <summary>Queries which picture protocols the terminal supports. Also compiled into the module.</summary>
internal static class TerminalQuestion
{
    /// <summary>Selects the protocol without a query: blocks, sixel, kitty or none.</summary>
    internal const string OverrideVariable = "STYLIZE_TERMINAL";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(.3);
    private static readonly Lazy<string> Answer = new(Ask);

    /// <summary>Returns the terminal of standard output; null without one or if it cannot show pictures.</summary>
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
        return named ? new TerminalScreen(graphics, columns, rows) : TerminalScreen.Parse(Answer.Value, columns, rows);
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

    // Windows passes answers only to programs in virtual terminal input mode, which PowerShell does not use.
    private static string Ask()
    {
        if (Console.IsInputRedirected || OperatingSystem.IsWindows()) return "";

        return FileFailure.OrDefault(() =>
        {
            using var terminal = RawTerminal.Open();
            return terminal?.Ask(TerminalScreen.Query, TerminalScreen.IsComplete, Timeout);
        }) ?? "";
    }
}
