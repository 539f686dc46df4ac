namespace Stylize.Engine.IO;

/// <summary>Handles failures of the file system: a missing file or folder, missing rights, a full disk.</summary>
internal static class FileFailure
{
    public static bool Is(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>Runs an action to its end or its first failure, which is ignored.</summary>
    public static void Ignore(Action action) => OrDefault(() =>
    {
        action();
        return true;
    });

    /// <summary>Returns the result of a function; null, false or 0 if it fails.</summary>
    public static T? OrDefault<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (Is(failure))
        {
            return default;
        }
    }
}

/// <summary>Retries operations for 1.5 s on files that another program, such as a virus scanner, has open.</summary>
internal static class SharingViolation
{
    private static readonly int[] Pauses = [10, 20, 50, 100, 200, 400, 700];

    public static bool Is(Exception failure) => failure is IOException
        && SystemErrors.CodeOf(failure) is SystemError.InUseWindows or SystemError.RangeLockedWindows;

    /// <summary>Returns true if another process has locked the file.</summary>
    public static bool IsLocked(Exception failure) =>
        Is(failure) || (OperatingSystem.IsLinux() && SystemErrors.CodeOf(failure) == SystemError.LockedLinux);

    public static T Retry<T>(Func<T> attempt) => Retry(attempt, Is, Thread.Sleep);

    /// <summary>Renames a file. Windows reports "access denied" for a target that is open without delete
    /// sharing.</summary>
    public static void Rename(string from, string to, bool overwrite) => Retry(
        () =>
        {
            File.Move(from, to, overwrite);
            return true;
        },
        failure => Is(failure) || (OperatingSystem.IsWindows() && IsDeniedReplacement(failure, to)),
        Thread.Sleep);

    /// <summary>Returns true if Windows denied replacing an existing file that is not a folder and not
    /// read-only.</summary>
    public static bool IsDeniedReplacement(Exception failure, string target) =>
        failure is UnauthorizedAccessException && SystemErrors.CodeOf(failure) == SystemError.AccessDeniedWindows
        && new FileInfo(target) is { Exists: true, IsReadOnly: false };

    internal static T Retry<T>(Func<T> attempt, Func<Exception, bool> isTransient, Action<int> pause)
    {
        foreach (var milliseconds in Pauses)
        {
            try
            {
                return attempt();
            }
            catch (Exception failure) when (isTransient(failure))
            {
                pause(milliseconds);
            }
        }

        return attempt();
    }
}
