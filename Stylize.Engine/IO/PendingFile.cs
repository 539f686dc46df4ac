namespace Stylize.Engine.IO;

/// <summary>
/// A file that is written, flushed to the disk, and does not have its name yet. <see cref="Commit"/> gives it; a file that is disposed
/// before is removed. So the files of one result can all be written before the first of them appears.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _temporary;
    private bool _committed;

    private PendingFile(string target, string temporary)
    {
        Target = target;
        _temporary = temporary;
    }

    /// <summary>Full path that the file shall have.</summary>
    public string Target { get; }

    /// <summary>Writes a file under a temporary name in its folder, which is made if missing.</summary>
    /// <param name="target">Full path.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <exception cref="StylizeException">TargetUnwritable, PathNotAllowed, or what <paramref name="write"/> throws.</exception>
    public static PendingFile Write(string target, Action<Stream> write, CancellationToken cancellation)
    {
        FolderAccess.CheckWrite(target);
        var folder = Path.GetDirectoryName(target)!;
        var pending = new PendingFile(target, Path.Combine(folder, TemporaryName.Create()));
        AtomicFile.Begin(pending._temporary);
        try
        {
            pending.Fill(folder, write, cancellation);
            return pending;
        }
        catch
        {
            pending.Dispose();
            throw;
        }
    }

    /// <summary>Gives the file its name.</summary>
    /// <param name="force">True to replace an existing file.</param>
    /// <param name="accept">Last look at the temporary file's path; may throw. Null for none.</param>
    /// <exception cref="StylizeException">TargetExists or TargetUnwritable; the file is then removed when this is disposed.</exception>
    public void Commit(bool force, Action<string>? accept = null)
    {
        accept?.Invoke(_temporary);
        try
        {
            SharingViolation.Rename(_temporary, Target, overwrite: force);
            _committed = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw !force && File.Exists(Target) ? AtomicFile.Exists(Target) : WriteFailure.Of(Target, exception);
        }
    }

    /// <summary>Removes the file unless it has its name.</summary>
    public void Dispose()
    {
        if (!_committed)
        {
            AtomicFile.Remove(_temporary);
        }

        AtomicFile.End(_temporary);
    }

    private void Fill(string folder, Action<Stream> write, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw WriteFailure.OfBeginning(Target, exception);
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
            throw WriteFailure.Of(Target, guarded.Failure);
        }
        catch (IOException exception) when (WriteFailure.IsDiskFull(exception))
        {
            // An encoder that writes by a file of its own.
            throw WriteFailure.Of(Target, exception);
        }

        if (guarded.Failure is { } unseen)
        {
            throw WriteFailure.Of(Target, unseen);
        }
    }
}
