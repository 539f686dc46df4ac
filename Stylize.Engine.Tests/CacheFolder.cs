namespace Stylize.Engine.Tests;

/// <summary>Keeps what tests and their child processes would remember out of the user's own cache.</summary>
internal static class CacheFolder
{
    [ModuleInitializer]
    internal static void Redirect() => Environment.SetEnvironmentVariable(
        "XDG_CACHE_HOME", Path.Combine(Path.GetTempPath(), $"stylize-test-cache-{Environment.ProcessId}"));
}
