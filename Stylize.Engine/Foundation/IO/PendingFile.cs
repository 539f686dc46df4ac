namespace Stylize.Engine.IO;

/// <summary>A file that is written and flushed to disk under a temporary name. <see cref="CommitAll"/> renames it;
/// otherwise, disposing removes it. All files of a result can thus be written before the first one appears.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _temporary;
    private string? _replaced;
    private bool _committed;

    private PendingFile(string target, string temporary) => (Target, _temporary) = (target, temporary);

    public string Target { get; }

    /// <summary>Size in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Writes a file under a temporary name in its folder, which is created if necessary.</summary>
    /// <exception cref="StylizeException">TargetUnwritable, PathNotAllowed, or an exception of
    /// <paramref name="write"/>.</exception>
    public static PendingFile Write(string target, Action<Stream> write, CancellationToken cancellation)
    {
        target = Path.GetFullPath(target);
        FolderAccess.CheckWrite(target);
        var folder = Path.GetDirectoryName(target)!;
        var pending = new PendingFile(target, Path.Combine(folder, TemporaryName.Create()));
        AtomicFile.Register(pending._temporary);
        return pending.FilledBy(file => file.Fill(folder, write, cancellation));
    }

    /// <summary>Renames several files to their final names, all or none. If one rename fails, the previous ones are
    /// undone and the replaced files are restored.</summary>
    /// <param name="files">The files, which the caller disposes.</param>
    /// <param name="force">True to replace existing files.</param>
    /// <param name="accept">Checks each temporary file before it is renamed; can throw. Null for no check.</param>
    /// <exception cref="StylizeException">TargetExists or TargetUnwritable.</exception>
    public static void CommitAll(IReadOnlyList<PendingFile> files, bool force, Action<string>? accept = null)
    {
        var done = 0;
        try
        {
            for (; done < files.Count; done++)
            {
                // No later rename can fail after the last file, so the file that it replaces needs no backup.
                files[done].Commit(force, accept, backUp: force && done < files.Count - 1);
            }
        }
        catch
        {
            while (--done >= 0)
            {
                files[done].RollBack();
            }

            throw;
        }
    }

    /// <param name="force">True to replace an existing file.</param>
    /// <param name="accept">Checks the temporary file before it is renamed; can throw. Null for no check.</param>
    /// <param name="backUp">True to keep the file that is replaced until this one is disposed.</param>
    /// <exception cref="StylizeException">TargetExists or TargetUnwritable; disposing then removes the
    /// file.</exception>
    public void Commit(bool force, Action<string>? accept = null, bool backUp = false)
    {
        accept?.Invoke(_temporary);
        if (force && FileKinds.IsProtected(Target)) throw Errors.TargetProtected.With(Target);

        if (backUp && File.Exists(Target))
        {
            BackUpTarget();
        }

        try
        {
            SharingViolation.Rename(_temporary, Target, overwrite: force);
            _committed = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw !force && File.Exists(Target)
                ? Errors.NotReplaced.With(Target) : WriteFailure.Explain(Target, exception);
        }
    }

    public void Dispose()
    {
        var folder = Path.GetDirectoryName(Target)!;
        if (_committed)
        {
            NewFolders.Keep(folder);
        }
        else
        {
            AtomicFile.Remove(_temporary);
            NewFolders.Remove(folder);
        }

        AtomicFile.Unregister(_temporary);
        if (_replaced is not null)
        {
            AtomicFile.Remove(_replaced);
            AtomicFile.Unregister(_replaced);
        }
    }

    /// <summary>Backs up the file to be replaced. A file that cannot be copied is replaced without a backup.</summary>
    private void BackUpTarget()
    {
        var copy = Path.Combine(Path.GetDirectoryName(Target)!, TemporaryName.Create());
        AtomicFile.Register(copy);
        try
        {
            File.Copy(Target, copy);
            _replaced = copy;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            AtomicFile.Remove(copy);
            AtomicFile.Unregister(copy);
        }
    }

    private void RollBack()
    {
        if (_replaced is null)
        {
            AtomicFile.Remove(Target);
            _committed = false;
            return;
        }

        // Only the failure that caused the rollback is reported.
        FileFailure.Ignore(() => SharingViolation.Rename(_replaced, Target, overwrite: true));
    }

    private void Fill(string folder, Action<Stream> write, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = Create(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw WriteFailure.ExplainCreation(Target, exception);
        }

        using var guarded = new TargetStream(file, cancellation);
        try
        {
            write(guarded);
            guarded.FlushToDisk();
            Length = guarded.Length;
        }
        catch (Exception) when (guarded.Failure is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            throw WriteFailure.Explain(Target, guarded.Failure);
        }
        catch (Exception exception) when (WriteFailure.IsOutOfSpace(exception))
        {
            // The encoder wrote through its own file.
            throw WriteFailure.Explain(Target, exception);
        }

        if (guarded.Failure is { } unseen) throw WriteFailure.Explain(Target, unseen);
    }

    private FileStream Create(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                NewFolders.Create(folder);
                return new FileStream(
                    _temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16);
            }
            catch (DirectoryNotFoundException) when (attempt < 10)
            {
                // A write that failed in the same new folder has just removed it.
            }
        }
    }
}
