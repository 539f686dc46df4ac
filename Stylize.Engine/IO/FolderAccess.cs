namespace Stylize.Engine.IO;

/// <summary>The folders below which a program that works for others reads and writes files. Links and ".." are followed before a path is
/// compared, also for files that do not exist yet. What is entered with <see cref="Enter"/> holds for every file that the engine opens in
/// that flow of work, so that a link inside a folder leads nowhere else either.</summary>
public sealed class FolderAccess
{
    private static readonly AsyncLocal<FolderAccess?> Entered = new();

    private readonly Root[] _write;
    private readonly Root[] _read;
    private readonly Root[] _cache;

    /// <param name="roots">Full paths of the folders for reading and writing.</param>
    /// <param name="readRoots">Full paths of further folders for reading.</param>
    public FolderAccess(IEnumerable<string> roots, IEnumerable<string>? readRoots = null)
    {
        _write = [.. roots.Select(Root.Of)];
        _read = [.. _write, .. (readRoots ?? []).Select(Root.Of)];
        _cache = UserCache.Folder("") is { } cache ? [Root.Of(cache)] : [];
    }

    /// <summary>Full paths of the folders for reading and writing.</summary>
    public IEnumerable<string> Roots => _write.Select(root => root.Given);

    /// <summary>Full paths of the folders for reading.</summary>
    public IEnumerable<string> ReadRoots => _read.Select(root => root.Given);

    /// <summary>Requires that a file or folder may be read.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireRead(string path) => Require(path, _read, isFile: false) ?? throw new StylizeException(
        StylizeError.PathNotAllowed, path, $"This worker may not read '{path}'.",
        "Move it below a folder that the worker may read, or start the worker with --read-root (-ReadRoot).");

    /// <summary>Requires that a file may be written, and its folder.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireWrite(string path) => Require(path, _write, isFile: true) ?? throw Unwritable(path);

    /// <summary>Requires that files may be written into a folder.</summary>
    /// <returns>The full path without "..".</returns>
    /// <exception cref="StylizeException">PathNotAllowed.</exception>
    public string RequireFolder(string path) => Require(path, _write, isFile: false) ?? throw Unwritable(path);

    /// <summary>Restricts all files that are opened from here on, on this thread and those that it starts.</summary>
    /// <returns>Ends the restriction when disposed, on the same thread.</returns>
    public IDisposable Enter()
    {
        var outer = Entered.Value;
        Entered.Value = this;
        return new Restoring(outer);
    }

    /// <summary>Requires that a file may be read by the work that is under way; the user's cache always is.</summary>
    internal static void CheckRead(string path)
    {
        if (Entered.Value is { } access && Require(path, access._cache, isFile: true) is null)
        {
            access.RequireRead(path);
        }
    }

    /// <summary>Requires that a file may be written by the work that is under way; the user's cache always is.</summary>
    internal static void CheckWrite(string path)
    {
        if (Entered.Value is { } access && Require(path, access._cache, isFile: true) is null)
        {
            access.RequireWrite(path);
        }
    }

    /// <summary>True for a full path of Windows that names neither a device nor a stream of a file.</summary>
    internal static bool IsPlainWindowsPath(string path)
    {
        if (path.Length < 3) return false;

        var isShare = IsSeparator(path[0]) && IsSeparator(path[1]) && path[2] is not ('?' or '.');
        var isDrive = char.IsAsciiLetter(path[0]) && path[1] == ':' && IsSeparator(path[2]);
        return (isShare || isDrive) && !path.AsSpan(2).Contains(':');

        static bool IsSeparator(char c) => c is '/' or '\\';
    }

    private static StylizeException Unwritable(string path) => new(
        StylizeError.PathNotAllowed, path, $"This worker may not write '{path}'.",
        "Choose a destination below a folder that the worker may write, or start the worker with --root (-Root).");

    private static string? Require(string path, Root[] roots, bool isFile)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(path)
            || (OperatingSystem.IsWindows() && !IsPlainWindowsPath(path)))
        {
            return null;
        }

        var full = Path.GetFullPath(path);

        // Even a look at another host's share would send the user's name and a proof of the password there.
        if (full.StartsWith(@"\\", StringComparison.Ordinal) && OperatingSystem.IsWindows() && !roots.Any(root => root.HoldsName(full)))
        {
            return null;
        }

        return IsBelowOne(full, roots) && (!isFile || (Path.GetDirectoryName(full) is { } folder && IsBelowOne(folder, roots)))
            ? full
            : null;
    }

    private static bool IsBelowOne(string path, Root[] roots) =>
        ResolvedPath.Of(path) is { } resolved && roots.Any(root => ResolvedPath.IsBelow(resolved, root.Resolved));

    /// <param name="Given">Full path.</param>
    /// <param name="Resolved">The same without links.</param>
    private sealed record Root(string Given, string Resolved)
    {
        public static Root Of(string path)
        {
            var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            return new Root(full, ResolvedPath.Of(full) ?? full);
        }

        /// <summary>True for a path below the folder by its name alone.</summary>
        public bool HoldsName(string path) => new[] { Given, Resolved }.Any(folder =>
            path.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
            && (path.Length == folder.Length || path[folder.Length] == '\\' || folder[^1] == '\\'));
    }

    private sealed class Restoring(FolderAccess? outer) : IDisposable
    {
        public void Dispose() => Entered.Value = outer;
    }
}

/// <summary>What the system says about this user's right to create files in a folder, asked without creating one.</summary>
internal static partial class FolderRights
{
    private const int WriteAndSearch = 3;

    /// <summary>The failure that creating a file would end in; null if none is known, and always on Windows.</summary>
    public static Exception? Missing(string folder)
    {
        if (OperatingSystem.IsWindows() || Access(folder, WriteAndSearch) == 0) return null;

        var number = Marshal.GetLastPInvokeError();
        return number == WriteFailure.ReadOnlyUnix ? new IOException("Read-only file system", number) : new UnauthorizedAccessException();
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);
}
