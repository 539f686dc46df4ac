namespace Stylize.Engine.IO;

/// <summary>The folder for disposable files that only speed up later runs.</summary>
internal static class UserCache
{
    /// <summary>Returns the full path of a cache folder of the user, without creating it: in XDG_CACHE_HOME or ~/.cache
    /// on Linux, ~/Library/Caches on macOS, and the local application data on Windows. Null if the user has no home
    /// folder.</summary>
    public static string? Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            && Path.IsPathFullyQualified(given) ? given
            : OperatingSystem.IsWindows() ? Known(Environment.SpecialFolder.LocalApplicationData)
            : Known(Environment.SpecialFolder.UserProfile) is not { Length: > 0 } home ? null
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return string.IsNullOrEmpty(root)
            ? null : Path.Combine(root, OperatingSystem.IsLinux() ? "stylize" : "Stylize", name);

        static string Known(Environment.SpecialFolder folder) =>
            Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
    }
}
