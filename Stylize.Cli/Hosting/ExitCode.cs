namespace Stylize.Cli.Hosting;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCode
{
    public const int AllDone = 0;
    public const int SomeFailed = 1;
    public const int WrongUse = 2;
    public const int Interrupted = 130;
}
