namespace Stylize.Engine.IO;

/// <summary>Opens every file that a command reads: images, their metadata and chunks, palettes, presets, lists, addresses, caches. Anything
/// but a regular file is refused immediately with the same words, so that nothing waits for a pipe or reads a device without end. A file
/// that another program holds for a moment is tried again. A test fails if other code opens a file for reading.</summary>
public static class InputFile
{
    /// <summary>Largest small file, such as a palette or a preset: 1 MiB.</summary>
    public const long SmallBytes = 1 << 20;

    /// <summary>Largest file of metadata, such as the header of a Zarr group or the OME-XML of a plate: 16 MiB.</summary>
    public const long MetadataBytes = 16 << 20;

    private const int BufferSize = 1 << 16;
    private const char Undecodable = '\uFFFD';

    /// <summary>Refuses what is missing, a folder other than a Zarr's, a pipe, a socket, a device, empty, or a dead link.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path) && InputFolder.IsZarr(path))
        {
            FolderAccess.CheckRead(path);
            return;
        }

        if (FrameSequence.Of(path) is { } frames)
        {
            path = frames.Files[0];
        }

        RequireRegular(path);
        try
        {
            if (File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo end ? end.Length == 0 : new FileInfo(path).Length == 0)
            {
                throw Empty(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>Opens a regular file for reading, shared with every other program.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static FileStream Open(string path)
    {
        RequireRegular(path);
        try
        {
            return SharingViolation.Retry(() => new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>The bytes of a small file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="most">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as target.</exception>
    public static byte[] ReadAll(string path, long most = SmallBytes)
    {
        using var stream = Open(path);
        try
        {
            if (stream.Length > most)
            {
                throw new StylizeException(
                    StylizeError.ImageTooLarge, path,
                    string.Create(CultureInfo.InvariantCulture,
                        $"'{path}' has {stream.Length:N0} bytes; a file of this kind has {most:N0} at most."),
                    "Check that it is the file that you mean.");
            }

            // A file may grow or shrink while it is read: what counts is what was there when it was opened.
            var bytes = new byte[stream.Length];
            return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is var read && read == bytes.Length
                ? bytes
                : bytes[..read];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>The text of a small file: UTF-8, or what its byte order mark says.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="most">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as target.</exception>
    public static string ReadText(string path, long most = SmallBytes)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, most)));
        return reader.ReadToEnd();
    }

    /// <summary>The lines of a small file of text.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="most">Largest number of bytes that is read.</param>
    /// <exception cref="StylizeException">ImageMissing, ImageTooLarge or ImageUnreadable, with the path as target.</exception>
    public static IReadOnlyList<string> ReadLines(string path, long most = SmallBytes)
    {
        using var reader = new StreamReader(new MemoryStream(ReadAll(path, most)));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>Opens a list that may also come from a process substitution, <c>&lt;(find ...)</c>: a pipe that this process already holds
    /// open, named /dev/fd/N. Any other pipe is refused, because opening one waits until somebody writes to it.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static Stream OpenList(string path) => IsOwnPipe(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferSize)
        : Open(path);

    /// <summary>Refuses what is missing, a folder, a pipe, a socket, a device, or a dead link. An empty file passes.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="StylizeException">ImageMissing or ImageUnreadable, with the path as target.</exception>
    public static void RequireRegular(string path)
    {
        FolderAccess.CheckRead(path);
        switch (FileKinds.Of(path))
        {
            case FileKind.Folder:
                throw Unreadable(path, "is a folder", "Name the files in it, for example with a wildcard.");
            case FileKind.Pipe:
                throw Unreadable(path, "is a pipe, not a file", "Save its output to a file first.");
            case FileKind.Socket:
                throw Unreadable(path, "is a socket, not a file", "Give the path of a file.");
            case FileKind.Device:
                throw Unreadable(path, "is a device, not a file", "Give the path of a file.");
            case FileKind.Missing:
                throw LinkTarget(path) is { } target ? DeadLink(path, target) : Missing(path, null);
        }
    }

    /// <summary>True if nothing lies at the path, or only a link that leads nowhere.</summary>
    /// <param name="path">Full path.</param>
    public static bool IsMissing(string path) => FileKinds.Of(path) == FileKind.Missing;

    internal static StylizeException Empty(string path) =>
        Unreadable(path, "is empty (0 bytes)", "Replace it by a complete copy.");

    private static bool IsOwnPipe(string path) =>
        (path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal))
        && FileKinds.Of(path) == FileKind.Pipe;

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static StylizeException DeadLink(string path, string target)
    {
        try
        {
            File.ResolveLinkTarget(path, returnFinalTarget: true);
            return new StylizeException(
                StylizeError.ImageMissing, path, $"'{path}' is a link to '{target}', which is not there.", "Name the file itself.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, $"is a link to '{target}' that leads in a circle", "Name the file itself.", failure);
        }
    }

    private static StylizeException Missing(string path, Exception? failure) => path.Contains(Undecodable)
        ? new StylizeException(
            StylizeError.ImageMissing, path,
            $"'{path}' cannot be found: where the name shows {Undecodable} it holds bytes that are not UTF-8.",
            "Rename the file, or name its folder by a link and rename it there.", failure)
        : new StylizeException(StylizeError.ImageMissing, path, $"'{path}' does not exist.", "Check the path.", failure);

    private static StylizeException Unopened(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => Missing(path, failure),
        UnauthorizedAccessException => Unreadable(path, "may not be read by this user", "Change the file's permissions.", failure),
        ArgumentException or NotSupportedException => new StylizeException(
            StylizeError.ImageMissing, path, $"'{path}' is not a path of a file.", "Check the path.", failure),
        _ when SharingViolation.Is(failure) => Unreadable(
            path, "is in use by another program", "Close the program that has it open, and run again.", failure),
        _ => Unreadable(path, $"cannot be opened ({failure.Message.TrimEnd('.')})", "Check the disk and the file's permissions.", failure),
    };

    private static StylizeException Unreadable(string path, string what, string advice, Exception? inner = null) =>
        new(StylizeError.ImageUnreadable, path, $"'{path}' {what}.", advice, inner);
}
