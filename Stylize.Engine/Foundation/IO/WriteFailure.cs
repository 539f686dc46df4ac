namespace Stylize.Engine.IO;

/// <summary>Describes why a file could not be written. System messages are not used, because they name the temporary
/// file.</summary>
internal static class WriteFailure
{
    private const string OtherFolder = "Choose a folder that you can write to.";

    public static bool IsDiskFull(Exception failure) =>
        SystemErrors.CodeOf(failure) is SystemError.DiskFull or SystemError.DiskFullWindows
            or SystemError.HandleDiskFullWindows || IsQuotaExceeded(failure);

    /// <summary>Returns true for a failure that the next files would share: a full disk, an exceeded quota, or the
    /// limit of file sizes.</summary>
    public static bool EndsRun(Exception failure) =>
        failure is StylizeException { Error: StylizeError.TargetUnwritable, InnerException: { } cause }
        && IsOutOfSpace(cause);

    /// <summary>Returns the failure of an item that is not processed because of a failure that
    /// <see cref="EndsRun"/>.</summary>
    public static StylizeException NotTried(string source, StylizeException earlier)
    {
        var (why, advice) = Describe(earlier.Target!, earlier.InnerException!);
        return Shared(Errors.NotTried.From(earlier.InnerException, source, why, advice), why);
    }

    /// <summary>Returns true if the disk, a quota or a limit has no space for the file.</summary>
    public static bool IsOutOfSpace(Exception failure) => IsDiskFull(failure) || IsFileTooLarge(failure);

    /// <summary>Returns true if a file would exceed the limit of this process or of the file system.</summary>
    /// <remarks>.NET reports the error EFBIG as an argument "value" that is out of range
    /// (Interop.GetExceptionForIoErrno in dotnet/runtime), without the error itself.</remarks>
    public static bool IsFileTooLarge(Exception failure) =>
        failure is ArgumentOutOfRangeException { ParamName: "value" }
        || SystemErrors.CodeOf(failure) == SystemError.FileTooLarge;

    public static StylizeException Explain(string target, Exception failure)
    {
        var (why, advice) = Describe(target, failure);
        return Shared(Errors.Unwritable.From(failure, target, why, advice), why);
    }

    /// <summary>Returns the failure of creating a file. If the folder is the reason, the message is the same for all
    /// files in it.</summary>
    public static StylizeException ExplainCreation(string target, Exception failure)
    {
        if (IsNameTooLong(failure) || SharingViolation.Is(failure))
        {
            return Explain(target, failure);
        }

        var folder = Path.GetDirectoryName(target)!;
        var (why, advice) = Describe(folder, failure);
        return Shared(Errors.FolderUnwritable.From(failure, target, folder, why, advice), why);
    }

    /// <summary>Returns the reason for a failure, as the end of a sentence.</summary>
    public static string Reason(string target, Exception failure) => Describe(target, failure).Why;

    public static IOException NotAFolder() => new("Not a directory", (int)SystemError.NotADirectory);

    /// <summary>A full disk is the same cause for all files, though each failure names its own.</summary>
    private static StylizeException Shared(StylizeException failure, string why)
    {
        if (EndsRun(failure)) failure.Cause = why;
        return failure;
    }

    private static bool IsQuotaExceeded(Exception failure) =>
        SystemErrors.CodeOf(failure)
            == (OperatingSystem.IsMacOS() ? SystemError.QuotaExceededMac : SystemError.QuotaExceededLinux);

    private static bool IsNameTooLong(Exception failure) =>
        failure is PathTooLongException || SystemErrors.CodeOf(failure) == SystemError.NameTooLong;

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
        _ when IsNameTooLong(failure) =>
            ("its path is too long", "Choose a destination with a shorter path."),
        _ when SystemErrors.CodeOf(failure) is SystemError.ReadOnly or SystemError.WriteProtectedWindows =>
            ("the disk is read-only", OtherFolder),
        _ when SystemErrors.CodeOf(failure) == SystemError.NotADirectory =>
            ("a part of its path is a file, not a folder", "Choose another destination."),
        _ when IsFileTooLarge(failure) => ProcessLimit.LargestFile is { } limit
            ? (Invariant($"it would exceed the file size limit of {limit:N0} bytes"),
                "Raise the limit (ulimit -f unlimited).")
            : ("the file is larger than this disk allows", "Choose a destination on another disk."),
        _ when SystemErrors.CodeOf(failure) == SystemError.TooManyOpen =>
            ("too many files are open", "Raise the limit of open files (ulimit -n 256)."),
        _ when failure is UnauthorizedAccessException || SystemErrors.CodeOf(failure) == SystemError.NotPermitted =>
            ("you do not have permission", OtherFolder),
        _ => (failure.Message.TrimEnd('.'), OtherFolder),
    };
}

/// <summary>Error codes of Linux, macOS and Windows, as <see cref="Exception.HResult"/> has them.</summary>
internal enum SystemError
{
    NotPermitted = 1,
    NoSuchProcess = 3,
    LockedLinux = 11,
    NotADirectory = 20,
    TooManyOpen = 24,
    FileTooLarge = 27,
    DiskFull = 28,
    ReadOnly = 30,
    NameTooLong = 36,
    QuotaExceededMac = 69,
    QuotaExceededLinux = 122,
    AccessDeniedWindows = unchecked((int)0x80070005),
    WriteProtectedWindows = unchecked((int)0x80070013),
    InUseWindows = unchecked((int)0x80070020),
    RangeLockedWindows = unchecked((int)0x80070021),
    HandleDiskFullWindows = unchecked((int)0x80070027),
    DiskFullWindows = unchecked((int)0x80070070),
}

internal static class SystemErrors
{
    public static SystemError CodeOf(Exception failure) => (SystemError)failure.HResult;
}
