namespace Stylize.Engine.IO;

/// <summary>A file that another program has open, as virus scanners do for a moment: what fails is tried again for 1.5 seconds.</summary>
internal static class SharingViolation
{
    private const int InUse = unchecked((int)0x80070020);
    private const int RangeLocked = unchecked((int)0x80070021);
    private const int AccessDenied = unchecked((int)0x80070005);

    private static readonly int[] Pauses = [10, 20, 50, 100, 200, 400, 700];

    /// <summary>True for the failure of opening, replacing or removing a file that another program has open.</summary>
    public static bool Is(Exception failure) => failure is IOException && failure.HResult is InUse or RangeLocked;

    /// <summary>Does something once, and again after pauses while a file is in use.</summary>
    public static T Retry<T>(Func<T> attempt) => Retry(attempt, Is, Thread.Sleep);

    /// <summary>Renames a file. Windows calls a target that is open without sharing its deletion "access denied".</summary>
    public static void Rename(string from, string to, bool overwrite) => Retry(
        () =>
        {
            File.Move(from, to, overwrite);
            return true;
        },
        failure => Is(failure) || (OperatingSystem.IsWindows() && IsDeniedReplacement(failure, to)),
        Thread.Sleep);

    /// <summary>True where a file that is there, not a folder and not read-only, could not be replaced on Windows.</summary>
    public static bool IsDeniedReplacement(Exception failure, string target) =>
        failure is UnauthorizedAccessException && failure.HResult == AccessDenied
        && new FileInfo(target) is { Exists: true, IsReadOnly: false };

    /// <param name="isPassing">True for a failure that may pass.</param>
    internal static T Retry<T>(Func<T> attempt, Func<Exception, bool> isPassing, Action<int> pause)
    {
        foreach (var milliseconds in Pauses)
        {
            try
            {
                return attempt();
            }
            catch (Exception failure) when (isPassing(failure))
            {
                pause(milliseconds);
            }
        }

        return attempt();
    }
}
