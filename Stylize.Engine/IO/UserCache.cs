namespace Stylize.Engine.IO;

/// <summary>The folder for what may be lost at any time and only makes later runs faster.</summary>
internal static class UserCache
{
    /// <summary>Full path of a folder of the user's caches; not made here. XDG_CACHE_HOME or ~/.cache on Linux, ~/Library/Caches on macOS,
    /// the local application data on Windows. Null where the user has no home.</summary>
    public static string? Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given && Path.IsPathFullyQualified(given) ? given
            : OperatingSystem.IsWindows() ? Known(Environment.SpecialFolder.LocalApplicationData)
            : Known(Environment.SpecialFolder.UserProfile) is not { Length: > 0 } home ? null
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return string.IsNullOrEmpty(root) ? null : Path.Combine(root, OperatingSystem.IsLinux() ? "stylize" : "Stylize", name);

        static string Known(Environment.SpecialFolder folder) =>
            Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
    }
}
