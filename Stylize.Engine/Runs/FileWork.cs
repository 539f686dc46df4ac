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
public sealed class FileWork(IOperation operation, TargetPlanner planner) : IDisposable
{
    private readonly TargetFolders _folders = new();
    private readonly SourceHashes _hashes = new();

    /// <summary>The options in the outputs' provenance; found once, because an option may name a large file.</summary>
    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences = new(() => operation.Differences);

    private int _learned;

    /// <summary>A batch that does this work; post it the items that the planner gives.</summary>
    /// <param name="cancellation">Stops the batch within a second; no temporary file is left.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a limit is out of range, or a file that an option names cannot be read.
    /// </exception>
    public ItemBatch<FileItem, WrittenFile> CreateBatch(BatchOptions? options = null, CancellationToken cancellation = default) =>
        CreateBatch(options ?? new BatchOptions(), null, cancellation);

    internal ItemBatch<FileItem, WrittenFile> CreateBatch(
        BatchOptions options, Action<BatchResult<WrittenFile>>? finished, CancellationToken cancellation)
    {
        _ = _differences.Value; // reads the files that options name, which all items need
        return new(
            Run,
            options with
            {
                Operation = operation.Name,
                Settings = ProvenanceOptions.Values(_differences.Value, OptionSet.Of(operation.Options.GetType())),
            },
            item => IsCurrent(item, cancellation) ? 0 : operation.EstimateMemory(item.Input),
            cancellation) { Finished = finished };
    }

    /// <summary>True where an update leaves an item's files untouched, because they are as they would be made now.</summary>
    /// <exception cref="StylizeException">The source cannot be read.</exception>
    public bool IsCurrent(FileItem item, CancellationToken cancellation = default) =>
        planner.IsUpdate && item.Failure is null && (item.IsCurrent ??= IsUpToDate(item, cancellation));

    /// <summary>What a run would do with an item as things stand; nothing is written.</summary>
    public ItemOutlook Foresee(FileItem item, CancellationToken cancellation = default)
    {
        try
        {
            item.Check();
            return IsCurrent(item, cancellation)
                ? new ItemOutlook { IsCurrent = true }
                : new ItemOutlook { Failure = planner.Obstacle(item) ?? TargetFolders.Obstruction(item.Target!) };
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
        return string.Join(" and ", operation.Outputs.MoreFiles is { } more ? files.Append(more) : files);
    }

    /// <summary>The closing lines of an update: first the totals, last the outputs whose source is gone.</summary>
    /// <param name="allFound">
    /// False if an input could not be found or listed: then a source that seems gone may only be out of reach, and nothing is removed.
    /// </param>
    public IReadOnlyList<string> EndUpdate(BatchTotals totals, IImageCodec codec, bool allFound, bool remove = true) =>
        !planner.IsUpdate ? [] :
    [
        remove ? $"{totals}." : totals.Foretold,
        .. _learned == 0 ? [] : (string[])
        [
            $"{string.Join(", ", operation.Learned)}, learned from all inputs, has changed: "
                + "all files created with the previous one are regenerated.",
        ],
        .. _hashes.Problems,
        .. new OrphanSearch(operation, codec, planner).Lines(planner.Options.Prune && allFound, remove),
    ];

    /// <summary>Does one item; safe for concurrent use.</summary>
    /// <exception cref="StylizeException">The target is an input, exists or cannot be written, or the operation failed.</exception>
    public WrittenFile Run(FileItem item, OperationContext context)
    {
        _folders.Enter(Path.GetDirectoryName(item.Target!)!);
        if (IsCurrent(item, context.Cancellation)) return new WrittenFile(item.Target!, [], 0, 0, []) { IsCurrent = true };

        planner.Begin(item);
        _folders.RequireWritable(item.Target!);
        var (sideFiles, files) = (new List<string>(), new List<PendingFile>());
        try
        {
            var before = FileStamp.Of(item.Source);
            using var artifact = operation.Run(item.Input, context with
            {
                Provenance = !planner.Options.NoProvenance ? Provenance(item, context) : null,
                TargetName = Path.GetFileName(item.Target!),
                WriteBeside = (suffix, write) => WriteBeside(item, suffix, write, sideFiles, files, context.Cancellation),
            });
            RequireUnchanged(item.Source, before);
            using (context.Phases.Start("write"))
            {
                Write(item, artifact, sideFiles, files, context.Cancellation);
            }

            return new WrittenFile(item.Target!, sideFiles, artifact.Width, artifact.Height, artifact.Summary);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Writes what was remembered of the sources.</summary>
    public void Dispose() => _hashes.Dispose();

    /// <summary>True if the item's files all exist and say that they were made of the same bytes in the same way.</summary>
    private bool IsUpToDate(FileItem item, CancellationToken cancellation)
    {
        if (item.SideTargets.Prepend(item.Target!).Any(path => !File.Exists(path))
            || operation.Outputs.ReadProvenance(ImageSource.File(item.Target!), item.Input.Codec) is not { } made)
        {
            return false;
        }

        var now = ProvenanceRecord.Of(
            operation.Name, operation.Version, _differences.Value, item.Source, _hashes.Of(item.Input.Source, cancellation));
        if (made.MakesTheSame(now)) return true;

        if (operation.Learned.Count > 0 && made.DiffersOnlyIn(now, operation.Learned))
        {
            Interlocked.Increment(ref _learned);
        }

        return false;
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
                operation.Name, operation.Version, _differences.Value, item.Source,
                _hashes.Read(item.Input.Source, context.Cancellation));
        }
    }

    /// <summary>Writes the files of a result; none of them appears before all are written.</summary>
    /// <param name="files">Files of the result that were written while the operation ran; the caller disposes them.</param>
    private void Write(
        FileItem item, IArtifact artifact, List<string> sideFiles, List<PendingFile> files, CancellationToken cancellation)
    {
        foreach (var file in artifact.SideFiles)
        {
            files.Add(Prepare(Beside(item, file.Suffix), file.Write, cancellation));
        }

        files.Add(Prepare(item.Target!, artifact.Write, cancellation));
        cancellation.ThrowIfCancellationRequested();
        PendingFile.CommitAll(files, planner.Force || planner.IsUpdate, temporary => RefuseCaseTwin(item, temporary));
        files.ForEach(file => _folders.Written(Path.GetDirectoryName(file.Target)!));
        sideFiles.AddRange(files.SkipLast(1).Select(file => file.Target));
    }

    /// <summary>Writes a file while the operation goes on. One that belongs to the finished result gets its name with the others.</summary>
    private void WriteBeside(
        FileItem item, string suffix, Action<Stream> write, List<string> written, List<PendingFile> held, CancellationToken cancellation)
    {
        if (operation.Outputs.SideSuffixes.Contains(suffix))
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
        file.Commit(planner.Force || planner.IsUpdate, temporary => RefuseCaseTwin(item, temporary));
        lock (written)
        {
            written.Add(file.Target);
        }
    }

    private string Beside(FileItem item, string suffix)
    {
        var path = planner.Beside(item.Target!, suffix);
        planner.Begin(item, path);
        return path;
    }

    private PendingFile Prepare(string path, Action<Stream> write, CancellationToken cancellation)
    {
        _folders.Enter(Path.GetDirectoryName(path)!);
        return PendingFile.Write(path, write, cancellation);
    }

    /// <summary>Refuses an item whose target is another item's on a file system that ignores case.</summary>
    private static void RefuseCaseTwin(FileItem item, string temporary)
    {
        if (item.CaseTwin is { } twin
            && File.Exists(Path.Combine(Path.GetDirectoryName(temporary)!, Path.GetFileName(temporary).ToUpperInvariant())))
        {
            throw TargetFailure.Conflict(twin, item.Source, item.Target!);
        }
    }
}
