namespace Stylize.Engine.IO;

/// <summary>Restricts file access to folders, for a program that works on behalf of others. Links and ".." are resolved
/// before paths are compared, including paths of files that do not exist. <see cref="Enter"/> applies the restriction
/// to every file that the engine opens in the current asynchronous flow, so that links inside a folder cannot lead
/// outside.</summary>
internal sealed class FolderAccess
{
    private static readonly AsyncLocal<FolderAccess?> Entered = new();

    private readonly Root[] _write;
    private readonly Root[] _read;
    private readonly Root[] _cache;

    /// <param name="roots">Full paths of the folders for reading and writing.</param>
    /// <param name="readRoots">Full paths of additional folders for reading.</param>
    public FolderAccess(IEnumerable<string> roots, IEnumerable<string>? readRoots = null)
    {
        _write = [.. roots.Select(Root.FromPath)];
        _read = [.. _write, .. (readRoots ?? []).Select(Root.FromPath)];
        _cache = UserCache.Folder("") is { } cache ? [Root.FromPath(cache)] : [];
    }

    /// <summary>Creates the error for a path that may not be read; null for that of a worker.</summary>
    internal Func<string, StylizeException>? Refusal { get; init; }

    /// <summary>Full paths of the folders for reading and writing.</summary>
    public IEnumerable<string> Roots => _write.Select(root => root.Given);

    /// <summary>Checks that a file or folder may be read.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireRead(string path) =>
        Require(path, _read, isFile: false) ?? throw Refusal?.Invoke(path) ?? Errors.MayNotRead.With(path);

    /// <summary>Checks that a file and its folder may be written.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireWrite(string path) =>
        Require(path, _write, isFile: true) ?? throw Errors.MayNotWrite.With(path);

    /// <summary>Checks that files may be written to a folder.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireFolder(string path) =>
        Require(path, _write, isFile: false) ?? throw Errors.MayNotWrite.With(path);

    /// <summary>Restricts all files that are subsequently opened on this thread and the threads that it
    /// starts.</summary>
    /// <returns>An object that ends the restriction when disposed on the same thread.</returns>
    public IDisposable Enter()
    {
        var outer = Entered.Value;
        Entered.Value = this;
        return new Restorer(outer);
    }

    /// <summary>Checks that the current work may read a file; the user's cache is always allowed.</summary>
    internal static void CheckRead(string path)
    {
        if (Entered.Value is { } access && Require(path, access._cache, isFile: true) is null)
        {
            access.RequireRead(path);
        }
    }

    /// <summary>Checks that the current work may write a file; the user's cache is always allowed.</summary>
    internal static void CheckWrite(string path)
    {
        if (Entered.Value is { } access && Require(path, access._cache, isFile: true) is null)
        {
            access.RequireWrite(path);
        }
    }

    /// <summary>Returns true for a full Windows path that names neither a device nor an alternate data
    /// stream.</summary>
    internal static bool IsPlainWindowsPath(string path)
    {
        if (path.Length < 3) return false;

        var isShare = IsSeparator(path[0]) && IsSeparator(path[1]) && path[2] is not ('?' or '.');
        var isDrive = char.IsAsciiLetter(path[0]) && path[1] == ':' && IsSeparator(path[2]);
        return (isShare || isDrive) && !path.AsSpan(2).Contains(':');

        static bool IsSeparator(char c) => c is '/' or '\\';
    }

    private static string? Require(string path, Root[] roots, bool isFile)
    {
        if (path.Contains('\0') || !Path.IsPathFullyQualified(path)
            || (OperatingSystem.IsWindows() && !IsPlainWindowsPath(path)))
        {
            return null;
        }

        var full = Path.GetFullPath(path);

        // Even checking for a file on a share of another host would send the user's credentials (NTLM) to that host.
        if (full.StartsWith(@"\\", StringComparison.Ordinal) && OperatingSystem.IsWindows()
            && !roots.Any(root => root.HoldsName(full)))
        {
            return null;
        }

        return IsBelowOne(full, roots)
            && (!isFile || (Path.GetDirectoryName(full) is { } folder && IsBelowOne(folder, roots)))
            ? full
            : null;
    }

    private static bool IsBelowOne(string path, Root[] roots) =>
        ResolvedPath.Resolve(path) is { } resolved && roots.Any(root => ResolvedPath.IsBelow(resolved, root.Resolved));

    /// <param name="Given">Full path.</param>
    /// <param name="Resolved">The path with links resolved.</param>
    private sealed record Root(string Given, string Resolved)
    {
        public static Root FromPath(string path)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            return new Root(full, ResolvedPath.Resolve(full) ?? full);
        }

        /// <summary>Returns true if the path is below the folder by name only.</summary>
        public bool HoldsName(string path) => new[] { Given, Resolved }.Any(folder =>
            path.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
            && (path.Length == folder.Length || path[folder.Length] == '\\' || folder[^1] == '\\'));
    }

    private sealed class Restorer(FolderAccess? outer) : IDisposable
    {
        public void Dispose() => Entered.Value = outer;
    }
}

/// <summary>Checks the right of this user to create files in a folder without creating a file.</summary>
internal static partial class FolderRights
{
    private const int WriteAndSearch = 3;

    /// <summary>Returns the failure that creating a file would cause; null if none is known, as on Windows and in a
    /// browser.</summary>
    public static Exception? Missing(string folder)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsBrowser() || Access(folder, WriteAndSearch) == 0)
        {
            return null;
        }

        var number = Marshal.GetLastPInvokeError();
        return number == (int)SystemError.ReadOnly
            ? new IOException("Read-only file system", number) : new UnauthorizedAccessException();
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);
}
