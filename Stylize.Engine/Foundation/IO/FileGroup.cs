namespace Stylize.Engine.IO;

/// <summary>Files of one result, which are written under temporary names and appear together, so that a failed result
/// leaves none. Replaces existing files. Safe for concurrent use until <see cref="Commit"/>.</summary>
internal sealed class FileGroup : IDisposable
{
    private readonly ConcurrentQueue<PendingFile> _files = [];
    private readonly ConcurrentQueue<Action> _completed = [];
    private readonly ConcurrentQueue<Action> _last = [];

    private readonly ConcurrentQueue<string> _kept = [];

    public bool HasNewFiles { get; private set; }

    /// <param name="completed">Called when all files of the group have their final names.</param>
    /// <exception cref="StylizeException">TargetUnwritable, PathNotAllowed, or an exception of
    /// <paramref name="write"/>.</exception>
    public void Write(string target, Action<Stream> write, CancellationToken cancellation, Action? completed = null)
    {
        _files.Enqueue(PendingFile.Write(target, write, cancellation));
        if (completed is not null)
        {
            _completed.Enqueue(completed);
        }
    }

    /// <summary>Adds a file of an earlier result that stays as it is.</summary>
    public void Keep(string path) => _kept.Enqueue(path);

    /// <summary>Writes a file that states <see cref="Lengths"/>, after the others.</summary>
    public void WriteLast(Action write) => _last.Enqueue(write);

    /// <summary>Returns the names and sizes in bytes of those of the files that the group contains.</summary>
    public SortedDictionary<string, long> Lengths(IReadOnlyList<string> paths) => new(
        _files.Select(file => (file.Target, file.Length))
            .Concat(_kept.Where(paths.Contains).Select(path => (path, new FileInfo(path).Length)))
            .Where(file => paths.Contains(file.Item1))
            .ToDictionary(file => Path.GetFileName(file.Item1), file => file.Item2),
        StringComparer.Ordinal);

    public void Commit()
    {
        foreach (var write in _last)
        {
            write();
        }

        // Copies of replaced files, which would allow to undo a failed rename, would double what a run writes. A folder
        // in the place of a file is the failure that no earlier check finds.
        foreach (var file in _files.Where(f => Directory.Exists(f.Target)))
        {
            throw WriteFailure.Explain(file.Target, new IOException("a folder has its name"));
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
