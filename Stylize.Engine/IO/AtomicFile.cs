using System.Collections.Concurrent;

namespace Stylize.Engine.IO;

/// <summary>
/// A file that is either complete or not there: written to a temporary file in the target's folder, flushed to the disk, and renamed.
/// The temporary file's name begins with ".stylize-", tells the process that writes it, and ends in ".tmp".
/// </summary>
public static class AtomicFile
{
    private const int DiskFullUnix = 28;
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int QuotaExceededUnix = 122;

    private static readonly ConcurrentDictionary<string, string> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes a file; makes its folder if missing.</summary>
    /// <param name="target">Full path.</param>
    /// <param name="force">True to replace an existing file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellation">Ends the writing; the temporary file is removed.</param>
    /// <exception cref="StylizeException">TargetExists, TargetUnwritable, or what <paramref name="write"/> throws.</exception>
    public static void Write(string target, bool force, Action<Stream> write, CancellationToken cancellation = default) =>
        Write(target, force, write, null, cancellation);

    /// <param name="accept">Last look at the temporary file's path before it takes the target's name; may throw.</param>
    internal static void Write(string target, bool force, Action<Stream> write, Action<string>? accept, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, TemporaryName.Create());
        Unfinished[temporary] = target;
        try
        {
            Fill(temporary, target, folder, write, cancellation);
            accept?.Invoke(temporary);
            cancellation.ThrowIfCancellationRequested();
            Rename(temporary, target, force);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
        finally
        {
            Unfinished.TryRemove(temporary, out _);
        }
    }

    /// <summary>
    /// Removes the temporary files of all writings under way in this process, which then fail. For a process that is about to end.
    /// </summary>
    public static void RemoveUnfinished()
    {
        foreach (var temporary in Unfinished.Keys)
        {
            Remove(temporary);
        }
    }

    /// <summary>True for the name of a temporary file.</summary>
    public static bool IsTemporary(string path) => TemporaryName.IsTemporary(Path.GetFileName(path));

    internal static StylizeException Exists(string target) => new(
        StylizeError.TargetExists,
        target,
        $"'{target}' exists already and is left untouched.",
        "Use Force to replace it, or choose another destination.");

    private static void Fill(string temporary, string target, string folder, Action<Stream> write, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(target, exception);
        }

        using var guarded = new TargetStream(file, cancellation);
        try
        {
            write(guarded);
            guarded.FlushToDisk();
        }
        catch (Exception) when (guarded.Failure is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Unwritable(target, guarded.Failure);
        }
        catch (IOException exception) when (exception.HResult is DiskFullUnix or DiskFullWindows or QuotaExceededUnix)
        {
            // An encoder that writes by a file of its own.
            throw Unwritable(target, exception);
        }

        if (guarded.Failure is { } unseen)
        {
            throw Unwritable(target, unseen);
        }
    }

    private static void Rename(string temporary, string target, bool force)
    {
        try
        {
            File.Move(temporary, target, overwrite: force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw !force && File.Exists(target) ? Exists(target) : Unwritable(target, exception);
        }
    }

    internal static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The writing has failed already; that failure is the one to tell.
        }
    }

    private static StylizeException Unwritable(string target, Exception exception)
    {
        var isFull = exception.HResult is DiskFullUnix or DiskFullWindows or QuotaExceededUnix;
        return new StylizeException(
            StylizeError.TargetUnwritable,
            target,
            isFull ? $"'{target}' cannot be written: the disk is full." : $"'{target}' cannot be written: {exception.Message}",
            isFull ? "Free some space, or choose a destination on another disk." : "Choose a destination folder that you may write to.",
            exception);
    }
}
