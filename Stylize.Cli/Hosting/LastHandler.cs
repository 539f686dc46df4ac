using Stylize.Engine.IO;

namespace Stylize.Cli.Hosting;

/// <summary>
/// What becomes of an exception that nothing else expected: one sentence on standard error, an exit code of its own, and no temporary
/// files. A person who wants to report it sets STYLIZE_TRACE to see where it came from.
/// </summary>
internal static class LastHandler
{
    /// <summary>The environment variable that shows the stack.</summary>
    public const string TraceVariable = "STYLIZE_TRACE";

    /// <summary>Ends the process in this way too where a thread of its own fails.</summary>
    public static void Install(TextWriter error) => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        var exitCode = Tell(error, (Exception)e.ExceptionObject);
        AtomicFile.RemoveUnfinished();
        Environment.Exit(exitCode);
    };

    /// <summary>Writes the sentence.</summary>
    /// <returns>The exit code.</returns>
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
