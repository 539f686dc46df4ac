using System.Runtime.InteropServices;

namespace Stylize.Engine.IO;

/// <summary>What the system says about this user's right to create files in a folder, asked without creating one.</summary>
internal static partial class FolderRights
{
    private const int WriteAndSearch = 3;

    /// <summary>The failure that creating a file would end in; null if none is known, and always on Windows.</summary>
    /// <param name="folder">Full path of an existing folder.</param>
    public static Exception? Missing(string folder)
    {
        if (OperatingSystem.IsWindows() || Access(folder, WriteAndSearch) == 0)
        {
            return null;
        }

        var number = Marshal.GetLastPInvokeError();
        return number == WriteFailure.ReadOnlyUnix ? new IOException("Read-only file system", number) : new UnauthorizedAccessException();
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);
}
