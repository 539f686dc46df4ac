using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Runs.Update;

namespace Stylize.Engine.Runs;

/// <summary>One operation on each of many inputs, through to the finished file and those beside it.</summary>
public sealed class FileWork : IDisposable
{
    private readonly IOperation _operation;
    private readonly TargetPlanner _planner;
    private readonly TargetFolders _folders = new();
    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences;
    private readonly SourceHashes _hashes;
    private readonly UpdateCheck _check;

    /// <param name="operation">What to do to each input.</param>
    /// <param name="planner">Has planned, or will plan, the items of the batch.</param>
    /// <param name="hashes">Remembers the SHA-256 of sources; default: in the user's cache.</param>
    public FileWork(IOperation operation, TargetPlanner planner, SourceHashes? hashes = null)
    {
        _operation = operation;
        _planner = planner;
        _differences = new(() => operation.Differences);
        _hashes = hashes ?? new SourceHashes();
        _check = new UpdateCheck(operation, _differences, _hashes);
    }

    /// <summary>A batch that does this work; post it the items that the planner gives.</summary>
    /// <param name="options">Limits and verbosity.</param>
    /// <param name="cancellation">Stops the batch within a second; no temporary file is left.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a limit is out of range, or a file that an option names cannot be read.
    /// </exception>
    public ItemBatch<FileItem, WrittenFile> CreateBatch(BatchOptions? options = null, CancellationToken cancellation = default)
    {
        _ = _differences.Value; // reads the files that options name, which all items need
        return new(
            Run,
            (options ?? new BatchOptions()) with
            {
                Operation = _operation.Name,
                Settings = ProvenanceOptions.Values(_differences.Value, OptionSet.Of(_operation.Options.GetType())),
            },
            item => IsCurrent(item, cancellation) ? 0 : _operation.EstimateMemory(item.Input),
            cancellation);
    }

    /// <summary>True where an update leaves an item's files untouched, because they are as they would be made now.</summary>
    /// <exception cref="StylizeException">The source cannot be read.</exception>
    public bool IsCurrent(FileItem item, CancellationToken cancellation = default) =>
        _planner.IsUpdate && _check.IsCurrent(item, cancellation);

    /// <summary>What a run would do with an item as things stand; nothing is written.</summary>
    /// <param name="item">The item, as planned.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public ItemOutlook Foresee(FileItem item, CancellationToken cancellation = default)
    {
        try
        {
            item.Check();
            return IsCurrent(item, cancellation)
                ? new ItemOutlook { IsCurrent = true }
                : new ItemOutlook { Failure = _planner.Obstacle(item) ?? TargetFolders.Obstruction(item.Target!) };
        }
        catch (StylizeException failure)
        {
            return new ItemOutlook { Failure = failure };
        }
    }

    /// <summary>The files of an item for a person who asks what would be done, with those that it would replace.</summary>
    public string Outputs(FileItem item)
    {
        var files = item.SideTargets.Prepend(item.Target!).Select(path => $"'{path}'{(File.Exists(path) ? " (replaced)" : "")}");
        return string.Join(" and ", _operation.MoreFiles is { } more ? files.Append(more) : files);
    }

    /// <summary>What an update has to say at its end, a line each: first the totals, last the outputs whose source is gone.</summary>
    /// <param name="totals">What became of the items.</param>
    /// <param name="codec">Reads images.</param>
    /// <param name="allFound">
    /// False where an input could not be found or listed: then a source that seems gone may be only out of reach, and nothing is removed.
    /// </param>
    /// <param name="remove">False to say only what would be removed.</param>
    public IReadOnlyList<string> EndUpdate(BatchTotals totals, IImageCodec codec, bool allFound, bool remove = true)
    {
        if (!_planner.IsUpdate)
        {
            return [];
        }

        var lines = new List<string>
        {
            remove ? $"{totals}." : totals.Foretold,
        };
        if (_check.ChangedByLearning > 0)
        {
            lines.Add($"{string.Join(", ", _operation.Learned)}, learned from all inputs, has changed: "
                + "all files created with the previous one are regenerated.");
        }

        lines.AddRange(_hashes.Problems);
        lines.AddRange(OrphanLines(new OrphanSearch(_operation, codec, _planner).Run(), _planner.Prune && allFound, remove));
        return lines;
    }

    /// <summary>Does one item; safe for concurrent use.</summary>
    /// <exception cref="StylizeException">The target is an input, exists or cannot be written, or the operation failed.</exception>
    public WrittenFile Run(FileItem item, OperationContext context)
    {
        _folders.Enter(Path.GetDirectoryName(item.Target!)!);
        if (IsCurrent(item, context.Cancellation))
        {
            return new WrittenFile(item.Target!, [], 0, 0, []) { IsCurrent = true };
        }

        _planner.Begin(item);
        _folders.RequireWritable(item.Target!);
        var (sideFiles, files) = (new List<string>(), new List<PendingFile>());
        try
        {
            var before = FileStamp.Of(item.Source);
            using var artefact = _operation.Run(item.Input, context with
            {
                Provenance = _planner.WithProvenance ? Provenance(item, context) : null,
                TargetName = Path.GetFileName(item.Target!),
                WriteBeside = (suffix, write) => WriteBeside(item, suffix, write, sideFiles, files, context.Cancellation),
            });
            RequireUnchanged(item.Source, before);
            using (context.Phases.Start("write"))
            {
                Write(item, artefact, sideFiles, files, context.Cancellation);
            }

            return new WrittenFile(item.Target!, sideFiles, artefact.Width, artefact.Height, artefact.Summary);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Writes what was remembered of the sources.</summary>
    public void Dispose() => _hashes.Dispose();

    private static IEnumerable<string> OrphanLines(IReadOnlyList<Orphan> orphans, bool prune, bool remove)
    {
        foreach (var orphan in orphans)
        {
            var reason = orphan.IsLeftOver
                ? $"'{orphan.Path}': its source '{orphan.Source}' has fewer frames now"
                : $"'{orphan.Path}': its source '{orphan.Source}' no longer exists";
            if (!prune)
            {
                yield return reason + ".";
            }
            else if (!remove)
            {
                yield return reason + "; it would be removed.";
            }
            else
            {
                foreach (var file in orphan.SideFiles.Append(orphan.Path))
                {
                    AtomicFile.Remove(file);
                }

                yield return File.Exists(orphan.Path) ? reason + "; it cannot be removed." : reason + "; it was removed.";
            }
        }
    }

    private static void RequireUnchanged(string source, FileStamp? before)
    {
        var after = FileStamp.Of(source);
        if (after?.Length != before?.Length || after?.Modified != before?.Modified)
        {
            throw new StylizeException(
                StylizeError.ImageUnreadable, source, $"'{source}' was changed while being read; output discarded.",
                "Run again when it is complete.");
        }
    }

    private ProvenanceRecord Provenance(FileItem item, OperationContext context)
    {
        using (context.Phases.Start("hash"))
        {
            return ProvenanceRecord.Of(
                _operation.Name, _operation.Version, _differences.Value, item.Source,
                _hashes.Read(item.Input.Source, context.Cancellation));
        }
    }

    /// <summary>Writes the files of a result; none of them appears before all are written.</summary>
    /// <param name="item">The input and its target.</param>
    /// <param name="artefact">The result.</param>
    /// <param name="sideFiles">Receives the paths of the files beside the target.</param>
    /// <param name="files">Files of the result that were written while the operation ran; the caller disposes them.</param>
    /// <param name="cancellation">Ends the writing.</param>
    private void Write(
        FileItem item, IArtefact artefact, List<string> sideFiles, List<PendingFile> files, CancellationToken cancellation)
    {
        foreach (var file in artefact.SideFiles)
        {
            files.Add(Prepare(Beside(item, file.Suffix), file.Write, cancellation));
        }

        files.Add(Prepare(item.Target!, artefact.Write, cancellation));
        cancellation.ThrowIfCancellationRequested();
        PendingFile.CommitAll(files, _planner.Force || _planner.IsUpdate, temporary => RefuseCaseTwin(item, temporary));
        files.ForEach(file => _folders.Written(Path.GetDirectoryName(file.Target)!));
        sideFiles.AddRange(files.SkipLast(1).Select(file => file.Target));
    }

    /// <summary>Writes a file while the operation goes on. One that belongs to the finished result gets its name with the others.</summary>
    private void WriteBeside(
        FileItem item, string suffix, Action<Stream> write, List<string> written, List<PendingFile> held, CancellationToken cancellation)
    {
        if (_operation.SideSuffixes.Contains(suffix))
        {
            var part = Prepare(Beside(item, suffix), write, cancellation);
            lock (written)
            {
                held.Add(part);
            }

            return;
        }

        using var file = Prepare(Beside(item, suffix), write, cancellation);
        cancellation.ThrowIfCancellationRequested();
        file.Commit(_planner.Force || _planner.IsUpdate, temporary => RefuseCaseTwin(item, temporary));
        lock (written)
        {
            written.Add(file.Target);
        }
    }

    private string Beside(FileItem item, string suffix)
    {
        var path = _planner.Beside(item.Target!, suffix);
        _planner.Begin(item, path);
        return path;
    }

    private PendingFile Prepare(string path, Action<Stream> write, CancellationToken cancellation)
    {
        _folders.Enter(Path.GetDirectoryName(path)!);
        return PendingFile.Write(path, write, cancellation);
    }

    /// <summary>
    /// Where the file system finds the temporary file under its name in capitals too, it ignores case, and the item's target is another
    /// item's.
    /// </summary>
    private static void RefuseCaseTwin(FileItem item, string temporary)
    {
        if (item.CaseTwin is { } twin
            && File.Exists(Path.Combine(Path.GetDirectoryName(temporary)!, Path.GetFileName(temporary).ToUpperInvariant())))
        {
            throw TargetFailure.Conflict(twin, item.Source, item.Target!);
        }
    }
}
