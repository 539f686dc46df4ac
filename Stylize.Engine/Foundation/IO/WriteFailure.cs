namespace Stylize.Engine.IO;

/// <summary>Describes why a file could not be written. System messages are not used, because they name the temporary
/// file.</summary>
internal static class WriteFailure
{
    private const int NotPermittedUnix = 1;
    private const int NotADirectoryUnix = 20;
    private const int TooManyOpenUnix = 24;
    private const int FileTooLargeUnix = 27;
    private const int DiskFullUnix = 28;
    internal const int ReadOnlyUnix = 30;
    private const int NameTooLongUnix = 36;
    private const int QuotaExceededLinux = 122;
    private const int QuotaExceededMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);
    private const int WriteProtectedWindows = unchecked((int)0x80070013);

    private const string OtherFolder = "Choose a folder that you can write to.";

    public static bool IsDiskFull(Exception failure) =>
        failure.HResult is DiskFullUnix or DiskFullWindows or HandleDiskFullWindows || IsQuotaExceeded(failure);

    /// <summary>Returns true for a failure that the next files would share: a full disk, an exceeded quota, or the
    /// limit of file sizes.</summary>
    public static bool EndsRun(Exception failure) =>
        failure is StylizeException { Error: StylizeError.TargetUnwritable, InnerException: { } cause }
        && IsOutOfSpace(cause);

    /// <summary>Returns true if the disk, a quota or a limit has no space for the file.</summary>
    public static bool IsOutOfSpace(Exception failure) => IsDiskFull(failure) || IsFileTooLarge(failure);

    /// <summary>Returns true if a file would exceed the limit of this process or of the file system.</summary>
    /// <remarks>.NET reports the error EFBIG as an argument "value" that is out of range
    /// (Interop.GetExceptionForIoErrno in dotnet/runtime), without the error itself.</remarks>
    public static bool IsFileTooLarge(Exception failure) =>
        failure is ArgumentOutOfRangeException { ParamName: "value" } or { HResult: FileTooLargeUnix };

    public static StylizeException Explain(string target, Exception failure)
    {
        var (why, advice) = Describe(target, failure);
        return Errors.Unwritable.From(failure, target, why, advice);
    }

    /// <summary>Returns the failure of creating a file. If the folder is the reason, the message is the same for all
    /// files in it.</summary>
    public static StylizeException ExplainCreation(string target, Exception failure)
    {
        if (failure is PathTooLongException or { HResult: NameTooLongUnix } || SharingViolation.Is(failure))
        {
            return Explain(target, failure);
        }

        var folder = Path.GetDirectoryName(target)!;
        var (why, advice) = Describe(folder, failure);
        return Errors.FolderUnwritable.From(failure, target, folder, why, advice);
    }

    /// <summary>Returns the reason for a failure, as the end of a sentence.</summary>
    public static string Reason(string target, Exception failure) => Describe(target, failure).Why;

    public static IOException NotAFolder() => new("Not a directory", NotADirectoryUnix);

    private static bool IsQuotaExceeded(Exception failure) =>
        failure.HResult == (OperatingSystem.IsMacOS() ? QuotaExceededMac : QuotaExceededLinux);

    private static (string Why, string Advice) Describe(string target, Exception failure) => failure switch
    {
        _ when IsQuotaExceeded(failure) =>
            ("your disk quota is exceeded", "Delete some files, or choose a destination on another disk."),
        _ when IsDiskFull(failure) => ("the disk is full", "Free some space, or choose a destination on another disk."),
        _ when SharingViolation.Is(failure)
            || (OperatingSystem.IsWindows() && SharingViolation.IsDeniedReplacement(failure, target)) =>
            ("it is in use by another program", "Close that program and run the command again."),
        DirectoryNotFoundException or FileNotFoundException =>
            ("its folder does not exist or cannot hold files", "Choose another destination."),
        PathTooLongException or { HResult: NameTooLongUnix } =>
            ("its path is too long", "Choose a destination with a shorter path."),
        { HResult: ReadOnlyUnix or WriteProtectedWindows } => ("the disk is read-only", OtherFolder),
        { HResult: NotADirectoryUnix } => ("a part of its path is a file, not a folder", "Choose another destination."),
        _ when IsFileTooLarge(failure) => ProcessLimit.LargestFile is { } limit
            ? (Invariant($"it would exceed the file size limit of {limit:N0} bytes"),
                "Raise the limit (ulimit -f unlimited).")
            : ("the file is larger than this disk allows", "Choose a destination on another disk."),
        { HResult: TooManyOpenUnix } => ("too many files are open", "Raise the limit of open files (ulimit -n 256)."),
        UnauthorizedAccessException or { HResult: NotPermittedUnix } => ("you do not have permission", OtherFolder),
        _ => (failure.Message.TrimEnd('.'), OtherFolder),
    };
}
