namespace Stylize.Cli.Hosting;

/// <summary>
/// Finds out whether the user pressed Enter in the terminal while a command runs. Never reads from a pipe, and not in
/// the background, where reading the terminal would stop the process. Also compiled into the module.
/// </summary>
internal static unsafe partial class EnterKey
{
    private const int Input = 0;
    private const int BufferBytes = 256;

    /// <summary>Returns true if Enter was pressed since the last call. Does not wait.</summary>
    internal static bool WasPressed()
    {
        if (OperatingSystem.IsWindows()) return IsConsoleEnter();
        if (TcGetPGrp(Input) is var group && (group < 0 || group != GetPGrp())) return false;

        var wait = new PollDescriptor { Descriptor = Input, Events = PollDescriptor.Readable };
        if (Poll(&wait, 1, 0) <= 0 || (wait.Returned & PollDescriptor.Readable) == 0) return false;

        var bytes = stackalloc byte[BufferBytes];
        return Read(Input, bytes, BufferBytes) is > 0 and var count
            && new ReadOnlySpan<byte>(bytes, (int)count).Contains((byte)'\n');
    }

    private static bool IsConsoleEnter()
    {
        if (Console.IsInputRedirected) return false;

        var isEnter = false;
        while (Console.KeyAvailable)
        {
            isEnter |= Console.ReadKey(intercept: true).Key == ConsoleKey.Enter;
        }

        return isEnter;
    }

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int TcGetPGrp(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetPGrp();

    // The count has 32 bits on macOS and 64 on Linux; nuint works on both.
    [LibraryImport("libc", EntryPoint = "poll")]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    internal static partial nint Read(int descriptor, byte* bytes, nint count);

    internal struct PollDescriptor
    {
        public const short Readable = 1;

        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
