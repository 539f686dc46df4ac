namespace Stylize.Cli.Hosting;

/// <summary>Reports an unexpected exception on one line, with its stack trace if STYLIZE_TRACE is set.</summary>
internal static class CrashHandler
{
    public const string TraceVariable = "STYLIZE_TRACE";

    /// <summary>Handles exceptions of other threads too: removes temporary files and exits.</summary>
    public static void Install(TextWriter error) => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        var exitCode = Report(error, (Exception)e.ExceptionObject);
        AtomicFile.RemoveUnfinished();
        Environment.Exit(exitCode);
    };

    public static int Report(TextWriter error, Exception exception)
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
        OutOfMemoryException => "Out of memory. Use smaller images or --throttle-limit 1.",
        var cause =>
            $"Unexpected error: {cause.Message.TrimEnd('.')} ({cause.GetType().Name}). This is a bug in Stylize. "
            + $"Please report it with the output of the same command with the environment variable {TraceVariable}=1.",
    };

    /// <summary>The exception inside wrappers that only report that another exception was thrown.</summary>
    private static Exception Cause(Exception exception) =>
        exception is TypeInitializationException or AggregateException or System.Reflection.TargetInvocationException
        && exception.InnerException is { } inner ? Cause(inner) : exception;
}

/// <summary>Checks that the process may open enough files for its libraries.</summary>
internal static class OpenFiles
{
    // The .NET runtime keeps each assembly open: pixel-art of one image, run by `dotnet stylize.dll`, fails with 100
    // and succeeds with 104.
    private const int Needed = 110;

    /// <summary>Returns a message if the limit is too low; null if it suffices or is unknown.</summary>
    public static string? Problem() => ProcessLimit.OpenFiles is < Needed and var limit
        ? $"This process may open {limit} files; {Needed} are needed. Raise the limit: ulimit -n 256."
        : null;
}

/// <summary>The exit codes, and their derivation from failures.</summary>
internal static class ExitCode
{
    public const int AllDone = 0;
    public const int SomeFailed = 1;
    public const int WrongUse = 2;

    public const int Unexpected = 70;

    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;

    public const int HungUp = 129;

    /// <summary>What each exit code means, for help.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (AllDone, "all done"), (SomeFailed, "some files failed"), (WrongUse, "wrong use"),
        (Unexpected, "bug in Stylize"), (Interrupted, "interrupted"), (Terminated, "terminated"),
    ];

    public static int ForFailure(StylizeException failure) =>
        failure.Error is StylizeError.OptionInvalid or StylizeError.SizeMismatch ? WrongUse : SomeFailed;

    /// <summary>Returns the exit code after a further failure: wrong use only without other kinds of
    /// failures.</summary>
    public static int With(int soFar, StylizeException failure) => With(soFar, ForFailure(failure));

    /// <summary>Combines the exit codes of two parts of a run.</summary>
    public static int With(int one, int other) =>
        one == other || other == AllDone ? one : one == AllDone ? other : SomeFailed;
}
