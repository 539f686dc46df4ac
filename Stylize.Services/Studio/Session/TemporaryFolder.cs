using Stylize.Studio.Inputs;

namespace Stylize.Studio.Session;

/// <summary>
/// The folder for temporary files of a studio. An open file in it shows that the studio lives; the next studio deletes
/// folders without one, which a killed studio left.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "stylize-studio-";
    private const string LockName = "lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(Prefix);
    private readonly FileStream _lock;

    public TemporaryFolder() => _lock = Lock(_folder.FullName, isNew: true);

    public string Path => _folder.FullName;

    /// <summary>
    /// Deletes the folders that killed studios of this user left. An administrator deletes none, because another user
    /// could own a folder with this name and exchange what it contains.
    /// </summary>
    public static void DeleteStale()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            DeleteStale(System.IO.Path.GetTempPath());
        }
    }

    /// <summary>Deletes the folders in a folder that killed studios left.</summary>
    internal static void DeleteStale(string parent)
    {
        try
        {
            foreach (var folder in new DirectoryInfo(parent).EnumerateDirectories(Prefix + "*"))
            {
                if (IsPrivate(folder) && IsStale(folder.FullName))
                {
                    Delete(folder);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be listed.
        }
    }

    /// <summary>Returns true for the folder of a studio that lives.</summary>
    public static bool IsLive(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, LockName)) && !IsStale(folder);

    public void Dispose()
    {
        _lock.Dispose();
        Delete(_folder);
    }

    /// <summary>Returns true for a folder, not a link, that only its owner can read.</summary>
    private static bool IsPrivate(DirectoryInfo folder) =>
        folder.LinkTarget is null && (OperatingSystem.IsWindows() || folder.UnixFileMode == Private);

    /// <summary>Returns true if no process has the file of the folder open, and if the folder belongs to this
    /// user.</summary>
    private static bool IsStale(string folder) => FileFailure.OrDefault(() =>
    {
        Lock(folder, isNew: false).Dispose();
        return true;
    });

    private static FileStream Lock(string folder, bool isNew) =>
        OwnFile.Lock(System.IO.Path.Combine(folder, LockName), isNew);

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A file is still open; a later studio deletes it.
        }
    }
}
