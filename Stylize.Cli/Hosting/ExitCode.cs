using Stylize.Engine;

namespace Stylize.Cli.Hosting;

/// <summary>The command's exit codes, and the one rule that derives them from failures.</summary>
internal static class ExitCode
{
    public const int AllDone = 0;
    public const int SomeFailed = 1;
    public const int WrongUse = 2;

    /// <summary>A fault of the program itself.</summary>
    public const int Unexpected = 70;

    /// <summary>Ctrl+C.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM, as services and batch systems send it.</summary>
    public const int Terminated = 143;

    /// <summary>The terminal was closed.</summary>
    public const int HungUp = 129;

    /// <summary>The exit code of a failure.</summary>
    public static int Of(StylizeException failure) =>
        failure.Error is StylizeError.OptionInvalid or StylizeError.SizeMismatch ? WrongUse : SomeFailed;

    /// <summary>The exit code of a run after a further failure: wrong use only if nothing else went wrong.</summary>
    /// <param name="soFar">The exit code of what came before.</param>
    /// <param name="failure">The further failure.</param>
    public static int With(int soFar, StylizeException failure) => With(soFar, Of(failure));

    /// <summary>The exit code of two parts of a run.</summary>
    public static int With(int one, int other) =>
        one == other || other == AllDone ? one : one == AllDone ? other : SomeFailed;
}
