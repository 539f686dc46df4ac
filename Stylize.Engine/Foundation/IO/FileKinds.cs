namespace Stylize.Engine.IO;

/// <summary>Determines the kind of a file from the system without opening it. Follows links.</summary>
internal static partial class FileKinds
{
    // The kind bits of a mode are the same on Linux and macOS: <sys/stat.h>, S_IFMT.
    private const int KindMask = 0xf000;
    private const uint TypeAndBlocksWanted = 0x401;
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Bytes of a buffer for <see cref="Statx"/>, more than the structure has.</summary>
    internal const int StatBytes = 256;

    /// <summary>The folder for <see cref="Statx"/> to which a path is relative.</summary>
    internal const int CurrentFolder = -100;

    /// <summary>True for a file that nobody may write, which renaming another file over it would replace.</summary>
    public static bool IsProtected(string path) => FileFailure.OrDefault(() => File.Exists(path)
        && (OperatingSystem.IsWindows() ? (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0
            : (File.GetUnixFileMode(path) & AnyWrite) == 0));

    public static FileKind KindOf(string path)
    {
        if (Directory.Exists(path)) return FileKind.Folder;

        if (OperatingSystem.IsWindows() || OperatingSystem.IsBrowser())
        {
            return path.StartsWith(@"\\.\pipe\", StringComparison.OrdinalIgnoreCase) ? FileKind.Pipe
                : path.StartsWith(@"\\.\", StringComparison.Ordinal) ? FileKind.Device
                : File.Exists(path) ? FileKind.Regular
                : FileKind.Missing;
        }

        return (Mode(path, out var hasBlocks) & KindMask) switch
        {
            0 => FileKind.Missing,
            0x1000 => FileKind.Pipe,
            0x2000 or 0x6000 => FileKind.Device,
            0x4000 => FileKind.Folder,
            0xc000 => FileKind.Socket,
            0x8000 => hasBlocks || !IsOfSystem(path) ? FileKind.Regular : FileKind.System,
            _ => File.Exists(path) ? FileKind.Regular : FileKind.Missing,
        };
    }

    /// <summary>True for a file of procfs, sysfs or a similar file system of the kernel: what .NET counts as memory,
    /// except tmpfs and ramfs. Reading such a file can wait for an event, and its length says nothing.</summary>
    private static bool IsOfSystem(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;

        var system = new DriveInfo(path);
        return system.DriveType == DriveType.Ram
            && FileFailure.OrDefault(() => system.DriveFormat) is not (null or "tmpfs" or "ramfs");
    }

    /// <summary>Returns the mode of a file; 0 if the file does not exist, and all kind bits if the mode is
    /// unknown.</summary>
    /// <param name="hasBlocks">False if the file has no blocks on a disk, as files of the kernel and some small
    /// files.</param>
    private static unsafe int Mode(string path, out bool hasBlocks)
    {
        hasBlocks = true;
        var stat = stackalloc byte[StatBytes];
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // struct statx has the same layout on all processors: stx_mode at 28, stx_blocks at 48.
                if (Statx(CurrentFolder, path, 0, TypeAndBlocksWanted, stat) != 0) return 0;

                hasBlocks = *(ulong*)(stat + 48) > 0;
                return *(ushort*)(stat + 28);
            }

            // struct stat of macOS with 64-bit inodes: st_mode at 4.
            var failed = RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? StatInode64(path, stat) : Stat(path, stat);
            return failed != 0 ? 0 : OperatingSystem.IsMacOS() ? *(ushort*)(stat + 4) : KindMask;
        }
        catch (EntryPointNotFoundException)
        {
            return KindMask;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int Statx(int folder, string path, int flags, uint wanted, byte* stat);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Stat(string path, byte* stat);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatInode64(string path, byte* stat);
}

/// <summary>The kind of a file. Only regular files have a known end; opening others can block indefinitely.</summary>
internal enum FileKind
{
    Missing,

    Regular,

    Folder,

    Pipe,

    Socket,

    Device,

    /// <summary>A file of the kernel, such as /proc/kmsg, which looks like a regular one.</summary>
    System,
}
