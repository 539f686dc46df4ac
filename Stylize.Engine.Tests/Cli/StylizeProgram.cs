namespace Stylize.Engine.Tests.Cli;

/// <summary>
/// The command that tests start in a separate process: the program that STYLIZE_COMMAND names, such as a native one, or
/// the build of this checkout.
/// </summary>
internal static class StylizeProgram
{
    private static readonly string? Chosen =
        Environment.GetEnvironmentVariable("STYLIZE_COMMAND") is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private static readonly string Built = Path.Combine(AppContext.BaseDirectory, "stylize.dll");

    /// <summary>True if the .NET runtime starts the command, so that its variables change the run.</summary>
    public static bool IsManaged => Chosen is null;

    /// <summary>The command as words of a POSIX shell.</summary>
    public static string Shell => Chosen is null ? $"dotnet '{Built}'" : $"'{Chosen}'";

    /// <summary>Returns the start of the command with redirected output.</summary>
    public static ProcessStartInfo Start(string workingFolder, params IEnumerable<string> args) =>
        new(Chosen ?? "dotnet", Chosen is null ? [Built, .. args] : args)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
}
