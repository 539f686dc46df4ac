using Stylize.Engine.IO;
using Stylize.Engine;

namespace Stylize.Cli.Hosting;

/// <summary>Ends the process at an unexpected exception: one sentence, no temporary files; STYLIZE_TRACE adds the stack.</summary>
internal static class LastHandler
{
    public const string TraceVariable = "STYLIZE_TRACE";

    /// <summary>Ends the process in this way too where a thread of its own fails.</summary>
    public static void Install(TextWriter error) => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        var exitCode = Tell(error, (Exception)e.ExceptionObject);
        AtomicFile.RemoveUnfinished();
        Environment.Exit(exitCode);
    };

    public static int Tell(TextWriter error, Exception exception)
    {
        error.WriteLine($"stylize: {Sentence(exception)}".ReplaceLineEndings(" "));
        if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
        {
            error.Write($"{exception}\n");
        }

        return Cause(exception) is OutOfMemoryException ? ExitCode.SomeFailed : ExitCode.Unexpected;
    }

    private static string Sentence(Exception exception) => Cause(exception) switch
    {
        OutOfMemoryException => "There is not enough memory. Use smaller images, or give --throttle-limit 1.",
        var cause => $"Unexpected: {cause.Message.TrimEnd('.')} ({cause.GetType().Name}). This is a fault of Stylize; please report it, "
            + $"with what it says where the environment variable {TraceVariable} is 1.",
    };

    /// <summary>The innermost exception of those that only say that another one was thrown.</summary>
    private static Exception Cause(Exception exception) =>
        exception is TypeInitializationException or AggregateException or System.Reflection.TargetInvocationException
        && exception.InnerException is { } inner ? Cause(inner) : exception;
}

/// <summary>Reports before the work if the system lets this process open too few files for its libraries.</summary>
internal static partial class OpenFileLimit
{
    private const ulong Needed = 100;
    private const int NumberOfFilesLinux = 7;
    private const int NumberOfFilesMac = 8;

    /// <summary>One sentence where the limit is too low; null where it suffices or the system does not tell.</summary>
    public static string? Problem()
    {
        if (OperatingSystem.IsWindows()) return null;

        return GetLimit(OperatingSystem.IsMacOS() ? NumberOfFilesMac : NumberOfFilesLinux, out var limit) == 0 && limit.Current < Needed
            ? $"The system lets this process open {limit.Current} files; {Needed} are needed. Raise the limit: ulimit -n 256."
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}

/// <summary>The command's exit codes, and the one rule that derives them from failures.</summary>
internal static class ExitCode
{
    public const int AllDone = 0;
    public const int SomeFailed = 1;
    public const int WrongUse = 2;

    public const int Unexpected = 70;

    public const int Interrupted = 130;

    /// <summary>SIGTERM, as services and batch systems send it.</summary>
    public const int Terminated = 143;

    public const int HungUp = 129;

    public static int Of(StylizeException failure) =>
        failure.Error is StylizeError.OptionInvalid or StylizeError.SizeMismatch ? WrongUse : SomeFailed;

    /// <summary>The exit code of a run after a further failure: wrong use only if nothing else went wrong.</summary>
    public static int With(int soFar, StylizeException failure) => With(soFar, Of(failure));

    /// <summary>The exit code of two parts of a run.</summary>
    public static int With(int one, int other) =>
        one == other || other == AllDone ? one : one == AllDone ? other : SomeFailed;
}
