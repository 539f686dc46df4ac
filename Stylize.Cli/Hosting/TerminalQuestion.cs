using Stylize.Engine.Imaging.Terminal;

namespace Stylize.Cli.Hosting;

/// <summary>
/// Asks the terminal what pictures it can show. The one place that uses the console directly. Compiled into the module too.
/// </summary>
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
        if (Console.IsInputRedirected || OperatingSystem.IsWindows())
        {
            return "";
        }

        try
        {
            using var terminal = RawTerminal.Open();
            return terminal?.Ask(TerminalScreen.Question, TerminalScreen.IsComplete, Patience) ?? "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
