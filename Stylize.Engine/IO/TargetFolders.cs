using System.Collections.Concurrent;

namespace Stylize.Engine.IO;

/// <summary>The folders that one run writes to. One that is removed while the run goes on is not made anew: the files that it held would be
/// missing without a word. Safe for concurrent use.</summary>
internal sealed class TargetFolders
{
    private readonly ConcurrentDictionary<string, byte> _written = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Exception?>> _tried = new(StringComparer.Ordinal);
    private readonly AbandonedFiles _abandoned = new();

    /// <summary>Before something is written: removes what killed runs have left there, the first time.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: this run has written to the folder, and it is gone.</exception>
    public void Enter(string folder)
    {
        _abandoned.RemoveOnce(folder);
        if (_written.ContainsKey(folder) && !Directory.Exists(folder)) throw WriteFailure.Gone(folder);
    }

    /// <summary>Before the work on a file: finds out, once for each folder, whether anything can be written there. Leaves nothing behind; a
    /// missing folder is not created, but the folder that it would be created in is tried.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireWritable(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        if (_tried.GetOrAdd(folder, path => new Lazy<Exception?>(() => Try(path))).Value is { } failure)
        {
            throw WriteFailure.OfBeginning(target, failure);
        }
    }

    /// <summary>The failure of a file whose folder cannot be created because a file is in the way, or where this user may not create files;
    /// null if none is known. Creates nothing, so it finds less than <see cref="RequireWritable"/>.</summary>
    public static StylizeException? Obstruction(string target)
    {
        var place = Existing(Path.GetDirectoryName(target)!);
        var failure = File.Exists(place) ? WriteFailure.NotAFolder() : FolderRights.Missing(place);
        return failure is null ? null : WriteFailure.OfBeginning(target, failure);
    }

    public void Written(string folder) => _written.TryAdd(folder, 0);

    private static Exception? Try(string folder)
    {
        var place = Existing(folder);
        if (File.Exists(place)) return WriteFailure.NotAFolder();

        var temporary = Path.Combine(place, TemporaryName.Create());
        AtomicFile.Begin(temporary);
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
            AtomicFile.End(temporary);
        }
    }

    /// <summary>The path itself or, if it does not exist, the nearest one above it that does.</summary>
    private static string Existing(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } above)
        {
            path = above;
        }

        return path;
    }
}
