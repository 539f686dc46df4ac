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
