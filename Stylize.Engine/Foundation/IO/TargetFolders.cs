namespace Stylize.Engine.IO;

/// <summary>The folders that a run writes to. A folder that is removed during the run is not created again, because its
/// files would be missing without an error. Thread-safe.</summary>
internal sealed class TargetFolders
{
    private readonly ConcurrentDictionary<string, byte> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Exception?>> _tried = new(StringComparer.Ordinal);
    private readonly AbandonedFiles _abandoned = new();

    /// <summary>Prepares a folder for writing. The first call removes temporary files of terminated runs.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the folder was removed after this run wrote to
    /// it.</exception>
    public void Enter(string folder)
    {
        _abandoned.RemoveOnce(folder);
        if (_written.ContainsKey(folder) && !Directory.Exists(folder)) throw Errors.FolderRemoved.With(folder);
    }

    /// <summary>Checks once per folder whether files can be written there, before the work on a file starts. Leaves no
    /// files behind. A missing folder is not created; the nearest existing parent is checked instead.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireWritable(string target)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        if (_tried.GetOrAdd(folder, path => new Lazy<Exception?>(() => Try(path))).Value is { } failure)
        {
            throw WriteFailure.ExplainCreation(target, failure);
        }
    }

    /// <summary>Returns the failure if a file is in the place of a folder, or if this user may not create files in the
    /// folder; null if none is known. Creates no files, so it detects less than
    /// <see cref="RequireWritable"/>.</summary>
    public static StylizeException? Obstruction(string target)
    {
        var place = Existing(Path.GetDirectoryName(Path.GetFullPath(target))!);
        var failure = File.Exists(place) ? WriteFailure.NotAFolder() : FolderRights.Missing(place);
        return failure is null ? null : WriteFailure.ExplainCreation(target, failure);
    }

    public void Written(string folder) => _written.TryAdd(folder, 0);

    private static Exception? Try(string folder)
    {
        var place = Existing(folder);
        if (File.Exists(place)) return WriteFailure.NotAFolder();

        var temporary = Path.Combine(place, TemporaryName.Create());
        AtomicFile.Register(temporary);
        try
        {
            File.Create(temporary, 1, FileOptions.DeleteOnClose).Dispose();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return failure;
        }
        finally
        {
            AtomicFile.Unregister(temporary);
        }
    }

    /// <summary>Returns the path itself or its nearest existing parent.</summary>
    private static string Existing(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } above)
        {
            path = above;
        }

        return path;
    }
}
