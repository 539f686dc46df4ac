namespace Stylize.Engine.IO;

/// <summary>Opens every file that a command reads: images, their metadata and chunks, palettes, presets, lists,
/// addresses and caches. Rejects anything but a regular file immediately, because reading a pipe or device could block
/// or never end. Retries files that another program locks briefly. A test fails if other code opens a file without a
/// comment that says why.</summary>
public static class InputFile
{
    /// <summary>Maximum size of a small file, such as a palette or preset: 1 MiB.</summary>
    public const long SmallBytes = 1 << 20;

    /// <summary>Maximum size of a metadata file, such as the header of a Zarr group or the OME-XML of a plate: 16
    /// MiB.</summary>
    public const long MetadataBytes = 16 << 20;

    /// <summary>Maximum size of a table or a list, such as a plate map: 64 MiB.</summary>
    internal const long TableBytes = 64 << 20;

    /// <summary>Bytes of a file or connection that are read or written at a time.</summary>
    internal const int BufferBytes = 1 << 16;

    private const char Undecodable = '\uFFFD';

    /// <summary>Rejects missing and empty files, folders other than Zarr folders, pipes, sockets, devices and broken
    /// links.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path) && InputFolder.IsZarr(path))
        {
            FolderAccess.CheckRead(path);
            return;
        }

        if (FrameSequence.FromPattern(path) is { } frames)
        {
            path = frames.Files[0];
        }

        RequireRegular(path);
        try
        {
            if (File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo end
                ? end.Length == 0 : new FileInfo(path).Length == 0)
            {
                throw Errors.IsEmpty.With(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>Opens a regular file for reading, with full sharing.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static FileStream Open(string path)
    {
        RequireRegular(path);
        try
        {
            return SharingViolation.Retry(() => File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete).HandedTo(
                handle => new FileStream(
                    handle, FileAccess.Read, (int)Math.Clamp(RandomAccess.GetLength(handle), 1, BufferBytes))));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>Returns the bytes of a small file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="maxBytes">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as
    /// target.</exception>
    public static byte[] ReadAll(string path, long maxBytes = SmallBytes)
    {
        using var stream = Open(path);
        try
        {
            if (stream.Length > maxBytes) throw Errors.FileTooLarge.With(path, stream.Length, maxBytes);

            // A file can grow or shrink while it is read; its size at opening counts.
            var bytes = new byte[stream.Length];
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read
                && read == bytes.Length
                ? bytes
                : bytes[..read];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>Returns the text of a small file, in UTF-8 or the encoding of its byte order mark.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="maxBytes">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as
    /// target.</exception>
    public static string ReadText(string path, long maxBytes = SmallBytes)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, maxBytes)));
        return reader.ReadToEnd();
    }

    /// <summary>Returns the lines of a small text file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="maxBytes">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as
    /// target.</exception>
    public static IReadOnlyList<string> ReadLines(string path, long maxBytes = SmallBytes)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, maxBytes)));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Opens a list, which can also come from a process substitution, <c>&lt;(find ...)</c>: a pipe /dev/fd/N
    /// that this process already holds open. Rejects other pipes, because opening one blocks until a writer
    /// connects.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static Stream OpenList(string path) => IsOwnPipe(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes)
        : Open(path);

    /// <summary>Rejects missing files, folders, pipes, sockets, devices and broken links, but not empty
    /// files.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static void RequireRegular(string path)
    {
        FolderAccess.CheckRead(path);
        switch (FileKinds.KindOf(path))
        {
            case FileKind.Folder:
                throw (InputFolder.IsZarr(path) ? Errors.IsZarr : Errors.IsFolder).With(path);
            case FileKind.Pipe:
                throw Errors.IsPipe.With(path);
            case FileKind.Socket or FileKind.Device:
                throw Errors.IsDevice.With(path);
            case FileKind.System:
                throw Errors.IsSystemFile.With(path);
            case FileKind.Missing:
                throw FileFailure.OrDefault(() => new FileInfo(path).LinkTarget) is { } target
                    ? BrokenLink(path, target)
                    : Missing(path, null);
        }
    }

    /// <summary>Returns true if the path does not exist or is a broken link.</summary>
    /// <param name="path">Full path.</param>
    public static bool IsMissing(string path) => FileKinds.KindOf(path) == FileKind.Missing;

    private static bool IsOwnPipe(string path) =>
        (path.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal))
        && FileKinds.KindOf(path) == FileKind.Pipe;

    private static StylizeException BrokenLink(string path, string target)
    {
        try
        {
            File.ResolveLinkTarget(path, returnFinalTarget: true);
            return Errors.BrokenLink.With(path, target);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Errors.LinkLoop.From(failure, path, target);
        }
    }

    /// <summary>True for a path with bytes that are not UTF-8, of which no program can open the file by this
    /// text.</summary>
    internal static bool IsUndecodable(string path) => path.Contains(Undecodable);

    /// <summary>Creates the failure of a file that does not exist, with advice that fits its name.</summary>
    public static StylizeException Missing(string path, Exception? failure) => IsUndecodable(path)
        ? Errors.Undecodable.From(failure, path, Undecodable)
        : (IsAddress(path) ? Errors.MissingAddress : Errors.Missing).From(failure, path);

    /// <summary>Returns true for an address of the web, also as a path that was made of one.</summary>
    public static bool IsAddress(string path) => new[] { "https:/", "http:/", "ftp:/", "sftp:/", "s3:/", "gs:/" }
        .Any(scheme => path.Contains(scheme, StringComparison.OrdinalIgnoreCase));

    private static StylizeException Unopened(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => Missing(path, failure),
        UnauthorizedAccessException => Errors.NotPermitted.From(failure, path),
        ArgumentException or NotSupportedException => Errors.NotAPath.From(failure, path),
        _ when SharingViolation.Is(failure) => Errors.InUse.From(failure, path),
        _ => Errors.NotOpened.From(failure, path, failure.Message.TrimEnd('.')),
    };
}
