namespace Stylize.Engine.Tests;

/// <summary>Redirects the cache of tests and their child processes, so that they do not use the user's cache.</summary>
internal static class CacheFolder
{
    [ModuleInitializer]
    internal static void Redirect() => Environment.SetEnvironmentVariable(
        "XDG_CACHE_HOME", Path.Combine(Path.GetTempPath(), $"stylize-test-cache-{Environment.ProcessId}"));
}
