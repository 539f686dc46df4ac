using Microsoft.Win32.SafeHandles;

namespace Stylize.Engine.IO;

/// <summary>Identifies the content of a file by file system metadata: the stamp changes with the content, unless
/// forged.</summary>
/// <param name="Length">Size in bytes.</param>
/// <param name="Identity">Device, inode and, if available, change time; or "".</param>
internal readonly partial record struct FileStamp(long Length, long Modified, string Identity)
{
    private const uint BasicFields = 0x7ff;

    /// <summary>Returns the stamp of a file, or of all files of a folder; null if it does not exist.</summary>
    public static FileStamp? FromPath(string path) =>
        FromFile(path) ?? FileFailure.OrDefault<FileStamp?>(() =>
        {
            if (!Directory.Exists(path)) return null;

            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(name => (name, Stamp: FromFile(name).GetValueOrDefault())).ToList();
            var lines = Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{file}\n")));
            return new(
                files.Sum(file => file.Stamp.Length), files.Select(file => file.Stamp.Modified).DefaultIfEmpty().Max(),
                Convert.ToHexStringLower(SHA256.HashData(lines)));
        });

    /// <summary>Returns the stamp of a file, following links; null if the file does not exist.</summary>
    public static FileStamp? FromFile(string path)
    {
        var file = new FileInfo(path);
        return FileFailure.OrDefault<FileStamp?>(() =>
        {
            file = file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo end
                ? end : file;
            return file.Exists ? new(file.Length, file.LastWriteTimeUtc.Ticks, IdentityOf(file.FullName)) : null;
        });
    }

    private static string IdentityOf(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OnLinux(path) : OperatingSystem.IsWindows() ? OnWindows(path) : "";
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or DllNotFoundException or IOException
            or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static unsafe string OnLinux(string path)
    {
        // struct statx (linux/stat.h): inode at 32, change time at 96 (seconds) and 104 (nanoseconds), device at 136
        // and 140.
        var stat = stackalloc byte[FileKinds.StatBytes];
        if (FileKinds.Statx(FileKinds.CurrentFolder, path, 0, BasicFields, stat) != 0) return "";

        return Invariant(
            $"{*(uint*)(stat + 136):x}:{*(uint*)(stat + 140):x}:{*(ulong*)(stat + 32):x}:{*(long*)(stat + 96):x}.{*(uint*)(stat + 104):x}");
    }

    private static string OnWindows(string path)
    {
        const FileShare Any = FileShare.ReadWrite | FileShare.Delete;

        // Not an input: nothing is read but the identity of the file.
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Any);

        // struct BY_HANDLE_FILE_INFORMATION (fileapi.h): the volume is the integer 7 of 13, the index of the file 11
        // and 12.
        Span<uint> info = stackalloc uint[13];
        return GetFileInformationByHandle(handle, ref MemoryMarshal.GetReference(info))
            ? Invariant($"{info[7]:x}:{info[11]:x}:{info[12]:x}")
            : "";
    }

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, ref uint info);
}
