namespace Stylize.Cli.Hosting;

/// <summary>What the command's exit code says.</summary>
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
}
