namespace Stylize.Engine.Tests;

/// <summary>Redirects the cache and the saved presets of tests and their child processes away from those of the
/// user.</summary>
internal static class UserFolders
{
    [ModuleInitializer]
    internal static void Redirect()
    {
        foreach (var variable in (string[])["XDG_CACHE_HOME", "XDG_CONFIG_HOME"])
        {
            Environment.SetEnvironmentVariable(
                variable, Path.Combine(Path.GetTempPath(), $"stylize-test-{variable}-{Environment.ProcessId}"));
        }
    }
}
