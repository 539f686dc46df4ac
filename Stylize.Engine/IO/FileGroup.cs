namespace Stylize.Engine.IO;

/// <summary>Files of one result, which are written under temporary names and appear together, so that a failed result leaves none. Replaces
/// existing files. Safe for concurrent use until <see cref="Commit"/>.</summary>
internal sealed class FileGroup : IDisposable
{
    private readonly ConcurrentQueue<PendingFile> _files = [];
    private readonly ConcurrentQueue<Action> _completed = [];

    public bool HasNewFiles { get; private set; }

    /// <param name="completed">Called when all files of the group have their final names.</param>
    /// <exception cref="StylizeException">TargetUnwritable, PathNotAllowed, or an exception of <paramref name="write"/>.</exception>
    public void Write(string target, Action<Stream> write, CancellationToken cancellation, Action? completed = null)
    {
        _files.Enqueue(PendingFile.Write(target, write, cancellation));
        if (completed is not null)
        {
            _completed.Enqueue(completed);
        }
    }

    public void Commit()
    {
        // Copies of replaced files, which would allow to undo a failed rename, would double what a run writes. A folder in the place of a
        // file is the failure that no earlier check finds.
        foreach (var file in _files.Where(f => Directory.Exists(f.Target)))
        {
            throw WriteFailure.Of(file.Target, new IOException("a folder has its name"));
        }

        HasNewFiles = true;
        foreach (var file in _files)
        {
            file.Commit(force: true);
        }

        foreach (var completed in _completed)
        {
            completed();
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }
}
