using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>
/// Marks wells whose files are being written and whose rows are not stored yet, with a file each that is held open. A
/// second run finds the mark held and skips the well. The mark of a killed run is free, and allows the next run to
/// replace the files of that well without Force. Safe for concurrent use.
/// </summary>
internal sealed class WellMarks(PlateFiles files, PlateOptions options, TargetOptions targets) : IDisposable
{
    private const int Attempts = 50;

    private readonly ConcurrentDictionary<string, FileStream> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _new = new(StringComparer.Ordinal);

    private bool Replaces => targets.Force || targets.Update;

    /// <summary>Rejects a well of which the run already has rows, unless Force is given or a killed run left its
    /// mark.</summary>
    /// <exception cref="StylizeException">TargetExists: the database has rows of the well.</exception>
    public void RequireNew(WellTimepoint well, IReadOnlySet<StoredChannel> stored)
    {
        if (well.Keys.FirstOrDefault(stored.Contains) is { Channel: { } channel } && !Replaces
            && !File.Exists(files.Marker(well)))
        {
            throw Errors.RowsExist.With(well.Name, channel, options.Run);
        }
    }

    /// <exception cref="StylizeException">
    /// TargetExists, TargetConflict: another run segments the well. TargetUnwritable, also if a name is too long for a
    /// file.
    /// </exception>
    public void Set(WellTimepoint well)
    {
        files.RequireNames(well);
        var marker = files.Marker(well);
        if (!Replaces && !File.Exists(marker) && files.All(well).FirstOrDefault(File.Exists) is { } target)
        {
            throw Errors.WellExists.With(target, well.Name);
        }

        if (!File.Exists(marker))
        {
            _new[marker] = 0;
        }

        _held[marker] = Hold(marker, well);
    }

    /// <summary>Removes the mark of a well after its rows are stored, and the folder with the last mark.</summary>
    public void End(WellTimepoint well, bool isStored)
    {
        if (isStored)
        {
            Remove(well);
        }

        Release(well);
    }

    /// <summary>Releases the mark of a well that failed. The mark of an earlier run, or of new files, stays for the
    /// next run.</summary>
    public void Release(WellTimepoint well, bool hasNewFiles)
    {
        if (!hasNewFiles && _new.ContainsKey(files.Marker(well)))
        {
            Remove(well);
            NewFolders.Remove(files.Folder);
        }

        Release(well);
    }

    private void Remove(WellTimepoint well)
    {
        var marker = files.Marker(well);
        if (OperatingSystem.IsWindows())
        {
            Release(well);
        }

        // The folder may have marks of other wells or not exist. A remaining mark lets the next run replace the well's
        // files.
        FileFailure.Ignore(() =>
        {
            File.Delete(marker);
            Directory.Delete(Path.GetDirectoryName(marker)!);
        });
        Release(well);
    }

    private void Release(WellTimepoint well)
    {
        if (_held.TryRemove(files.Marker(well), out var held))
        {
            held.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held.Dispose();
        }

        _held.Clear();
    }

    private FileStream Hold(string marker, WellTimepoint well)
    {
        FolderAccess.CheckWrite(marker);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                NewFolders.Create(files.Folder);
                Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
                return new FileStream(marker, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException failure) when (attempt < Attempts && !File.Exists(marker)
                && !WriteFailure.IsDiskFull(failure))
            {
                // Another run may be removing the folder with its last mark. Meanwhile the system reports the folder as
                // missing or as existing.
                Thread.Yield();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw File.Exists(marker) && failure is IOException && !WriteFailure.IsDiskFull(failure)
                    ? Errors.WellInUse.From(failure, targets.Destination!, well.Name)
                    : WriteFailure.Explain(targets.Destination!, failure);
            }
        }
    }
}
