using Microsoft.Win32.SafeHandles;

namespace Stylize.Engine.IO;

/// <summary>Identifies the content of a file by file system metadata: the stamp changes with the content, unless forged.</summary>
/// <param name="Length">Size in bytes.</param>
/// <param name="Identity">Device, inode and, if available, change time; or "".</param>
internal readonly partial record struct FileStamp(long Length, long Modified, string Identity)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;
    private const int StatxBytes = 256;

    /// <summary>Returns the stamp of a file, following links; null if the file does not exist.</summary>
    public static FileStamp? FromFile(string path)
    {
        var file = new FileInfo(path);
        return FileFailure.OrDefault<FileStamp?>(() =>
        {
            file = file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo end ? end : file;
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

    private static string OnLinux(string path)
    {
        // struct statx (linux/stat.h): inode at 32, change time at 96 (seconds) and 104 (nanoseconds), device at 136 and 140.
        Span<byte> buffer = stackalloc byte[StatxBytes];
        if (Statx(CurrentFolder, path, 0, BasicFields, ref MemoryMarshal.GetReference(buffer)) != 0) return "";

        return Invariant(
            $"{BinaryPrimitives.ReadUInt32LittleEndian(buffer[136..]):x}:{BinaryPrimitives.ReadUInt32LittleEndian(buffer[140..]):x}:"
            + $"{BinaryPrimitives.ReadUInt64LittleEndian(buffer[32..]):x}:{BinaryPrimitives.ReadInt64LittleEndian(buffer[96..]):x}."
            + $"{BinaryPrimitives.ReadUInt32LittleEndian(buffer[104..]):x}");
    }

    private static string OnWindows(string path)
    {
        // Not an input: nothing is read but the identity of the file.
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        // struct BY_HANDLE_FILE_INFORMATION (fileapi.h): the volume is the integer 7 of 13, the index of the file 11 and 12.
        Span<uint> info = stackalloc uint[13];
        return GetFileInformationByHandle(handle, ref MemoryMarshal.GetReference(info))
            ? Invariant($"{info[7]:x}:{info[11]:x}:{info[12]:x}")
            : "";
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, ref uint info);
}
