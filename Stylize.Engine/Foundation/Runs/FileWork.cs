namespace Stylize.Engine.Runs;

/// <summary>Runs an operation on inputs and writes the outputs.</summary>
/// <param name="other">Other work of the same run, with which this one shares what it knows of folders and sources;
/// null for none.</param>
public sealed class FileWork(IOperation operation, TargetPlanner planner, FileWork? other = null) : IDisposable
{
    private readonly TargetFolders _folders = other?._folders ?? new();
    private readonly SourceHashes _hashes = other?._hashes ?? new();

    /// <summary>The options in the provenance of outputs; computed once, because an option may name a large
    /// file.</summary>
    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences = new(() => operation.Differences);

    private int _learned;

    /// <summary>Reads the files that options name, so that a preview refuses what the run would refuse.</summary>
    /// <exception cref="StylizeException">OptionInvalid: such a file cannot be read.</exception>
    internal void ReadOptions() => _ = _differences.Value;

    /// <summary>Creates a batch for items of the planner.</summary>
    /// <param name="cancellation">Stops the batch within 1 s and removes temporary files.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a limit is out of range, or a file that an option names cannot be read.
    /// </exception>
    public ItemBatch<FileItem, WrittenFile> CreateBatch(
        BatchOptions? options = null, CancellationToken cancellation = default) =>
        CreateBatch(options ?? new BatchOptions(), _ => this, null, cancellation);

    /// <param name="workOf">Returns the work on an item, which can have options and targets of its own.</param>
    internal ItemBatch<FileItem, WrittenFile> CreateBatch(
        BatchOptions options, Func<FileItem, FileWork> workOf, Action<BatchResult<WrittenFile>>? finished,
        CancellationToken cancellation)
    {
        ReadOptions();
        return new(
            (item, context) => workOf(item).Run(item, context),
            options with
            {
                Operation = operation.Name,
                Settings =
                    ProvenanceOptions.Values(_differences.Value, OptionSet.ForRecord(operation.Options.GetType())),
            },
            item => workOf(item).EstimateMemory(item, cancellation),
            cancellation)
        {
            Finished = finished,
        };
    }

    private long EstimateMemory(FileItem item, CancellationToken cancellation) =>
        IsCurrent(item, cancellation) ? 0 : operation.EstimateMemory(item.Input);

    /// <summary>Returns true if an update leaves the outputs of an item unchanged because they are up to
    /// date.</summary>
    /// <exception cref="StylizeException">The source cannot be read.</exception>
    public bool IsCurrent(FileItem item, CancellationToken cancellation = default) =>
        planner.IsUpdate && item.Failure is null && (item.IsCurrent ??= IsUpToDate(item, cancellation));

    /// <summary>Predicts the outcome of an item; writes nothing.</summary>
    public ItemPrediction Predict(FileItem item, CancellationToken cancellation = default)
    {
        try
        {
            item.Check();
            return IsCurrent(item, cancellation)
                ? new ItemPrediction { IsCurrent = true }
                : new ItemPrediction { Failure = planner.Obstacle(item) ?? TargetFolders.Obstruction(item.Target!) };
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ItemPrediction { Failure = BatchFailure.From(item.Source, failure) };
        }
    }

    /// <summary>Lists the outputs of an item, and which of them would be replaced.</summary>
    public string Outputs(FileItem item, string quote)
    {
        var files = item.SideTargets.Prepend(item.Target!)
            .Select(path => $"{quote}{path}{quote}{(File.Exists(path) ? " (replaced)" : "")}");
        return string.Join(" and ", operation.Outputs.MoreFiles is { } more ? files.Append(more) : files);
    }

    /// <summary>Returns the final lines of an update after the totals, last the outputs that no input creates
    /// anymore.</summary>
    /// <param name="totals">Returns the totals, after files were deleted.</param>
    /// <param name="allFound">
    /// False if an input could not be found or listed. Then nothing is deleted, because sources may only be
    /// unreachable.
    /// </param>
    /// <param name="deleted">Called with the source and the path of each file that was deleted.</param>
    internal IReadOnlyList<string> EndUpdate(
        Func<BatchTotals> totals, IImageCodec codec, bool allFound, Func<IEnumerable<string>, string, bool> deletes,
        Action<string, string> deleted)
    {
        // A list without inputs may come from a disk that is not mounted, from a command that failed, or from one that
        // had nothing to do. It names no folders in which sources can be missing.
        string[] orphans = planner.Options.Prune && !allFound ? ["Nothing was deleted, because an input was not found."]
            : totals() is { Created: 0, Current: 0, Failed: 0 }
                ? planner.Options.Prune ? ["Nothing was deleted, because no input was given."] : []
            : [.. new OrphanSearch(operation, codec, planner).Lines(planner.Options.Prune, deletes, deleted)];
        return
        [
            .. _learned == 0 ? [] : (string[])
            [
                $"Shared {string.Join(", ", operation.Learned.Select(OptionWords.Kebab))} changed: "
                + "all outputs that use it are regenerated.",
            ],
            .. _hashes.Problems,
            .. orphans,
        ];
    }

    /// <summary>Processes an item; safe for concurrent use.</summary>
    /// <exception cref="StylizeException">The target is an input, exists or cannot be written, or the operation
    /// failed.</exception>
    public WrittenFile Run(FileItem item, OperationContext context)
    {
        _folders.Enter(Path.GetDirectoryName(item.Target!)!);
        if (IsCurrent(item, context.Cancellation))
        {
            Touch(item);
            return new WrittenFile(item.Target!, [], 0, 0, []) { IsCurrent = true };
        }

        planner.Begin(item);
        _folders.RequireWritable(item.Target!);
        var (sideFiles, files) = (new List<string>(), new List<PendingFile>());
        try
        {
            var before = item.Sources.Select(FileStamp.FromFile).ToArray();
            var provenance = !planner.Options.NoProvenance ? Provenance(item, context) : null;
            using var artifact = operation.Run(item.Input, context with
            {
                Provenance = provenance,
                TargetName = Path.GetFileName(item.Target!),
                WriteSideFile =
                    (suffix, write) => WriteSideFile(item, suffix, write, sideFiles, files, context.Cancellation),
            });
            for (var i = 0; i < before.Length; i++)
            {
                RequireUnchanged(item.Sources[i], before[i]);
            }

            SideFile[] sides = [.. artifact.SideFiles];
            using (context.Phases.Start("write"))
            {
                Write(item, artifact, sides, provenance, sideFiles, files, context.Cancellation);
            }

            var plates = sides.Where(file => file.IsPlate)
                .ToLookup(file => file.IsEmpty, file => SideFilePath(item, file.Suffix));
            if (plates[true].Any())
            {
                context.Warning?.Invoke(
                    $"Files with nothing in them were not written: "
                    + $"{string.Join(", ", plates[true].Select(Path.GetFileName))}.");
            }

            return new WrittenFile(item.Target!, sideFiles, artifact.Width, artifact.Height, artifact.Summary)
            {
                Plates = [.. plates[false]],
            };
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Writes the cache of source hashes.</summary>
    public void Dispose() => _hashes.Dispose();

    /// <summary>Returns true if all outputs of the item exist and have the provenance of this run.</summary>
    private bool IsUpToDate(FileItem item, CancellationToken cancellation)
    {
        if (!File.Exists(item.Target!)
            || operation.Outputs.ReadProvenance(ImageSource.File(item.Target!), item.Input.Codec) is not { } made)
        {
            return false;
        }

        // Outputs of earlier versions have no digest: the files next to them only have to exist.
        string[] sides = [.. item.SideTargets.Where(File.Exists)];
        if (made.SideFiles is { } digest
            ? digest != ProvenanceRecord.DigestOfFiles(sides) : sides.Length < item.SideTargets.Count)
        {
            return false;
        }

        var now = Record(item, _hashes.HashOf(item.Input, isRead: false, cancellation));
        if (made.IsEquivalentTo(now)) return true;

        if (operation.Learned.Count > 0 && made.DiffersOnlyIn(now, operation.Learned))
        {
            Interlocked.Increment(ref _learned);
        }

        return false;
    }

    /// <summary>Gives up-to-date outputs that are older than their source the present time, for programs such as make
    /// that compare times.
    /// </summary>
    private static void Touch(FileItem item)
    {
        var changed = item.Sources.Max(File.GetLastWriteTimeUtc);
        var existing = item.SideTargets.Prepend(item.Target!).Where(File.Exists);
        foreach (var path in existing.Where(path => File.GetLastWriteTimeUtc(path) < changed))
        {
            FolderAccess.CheckWrite(path);
            FileFailure.Ignore(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));
        }
    }

    private static void RequireUnchanged(string source, FileStamp? before)
    {
        var after = FileStamp.FromFile(source);
        if (after?.Length != before?.Length || after?.Modified != before?.Modified) throw Errors.Changed.With(source);
    }

    private ProvenanceRecord Provenance(FileItem item, OperationContext context)
    {
        using (context.Phases.Start("hash"))
        {
            return Record(item, _hashes.HashOf(item.Input, isRead: true, context.Cancellation));
        }
    }

    private ProvenanceRecord Record(FileItem item, string hash) =>
        ProvenanceRecord.Create(operation.Name, operation.Version, _differences.Value, item.Source, hash) with
        {
            Source = string.Join('/', item.Sources.Select(Path.GetFileName)),
        };

    /// <summary>Writes the files of a result and renames them when all are complete.</summary>
    /// <param name="files">Files of the result that were written during the run; the caller disposes them.</param>
    private void Write(
        FileItem item, IArtifact artifact, SideFile[] sides, ProvenanceRecord? provenance, List<string> sideFiles,
        List<PendingFile> files, CancellationToken cancellation)
    {
        var empty = sides.Where(file => file.IsEmpty).Select(file => SideFilePath(item, file.Suffix)).ToArray();
        foreach (var file in sides.Where(file => !file.IsEmpty))
        {
            files.Add(Prepare(SideFilePath(item, file.Suffix), file.Write, cancellation));
        }

        provenance?.SideFiles = ProvenanceRecord.DigestOf(files.Select(file => (file.Target, file.Length)));
        files.Add(Prepare(item.Target!, artifact.Write, cancellation));
        cancellation.ThrowIfCancellationRequested();
        PendingFile.CommitAll(
            files, planner.Force || planner.IsUpdate, temporary => RefuseCaseConflict(item, temporary));
        Array.ForEach(empty, File.Delete);
        files.ForEach(file => _folders.Written(Path.GetDirectoryName(file.Target)!));
        sideFiles.AddRange(files.SkipLast(1).Select(file => file.Target));
    }

    /// <summary>Writes a file during the run. A file of the finished result gets its name with the others.</summary>
    private void WriteSideFile(
        FileItem item, string suffix, Action<Stream> write, List<string> written, List<PendingFile> held,
        CancellationToken cancellation)
    {
        if (operation.Outputs.SideSuffixes.Contains(suffix))
        {
            var part = Prepare(SideFilePath(item, suffix), write, cancellation);
            lock (written)
            {
                held.Add(part);
            }

            return;
        }

        using var file = Prepare(SideFilePath(item, suffix), write, cancellation);
        cancellation.ThrowIfCancellationRequested();
        file.Commit(planner.Force || planner.IsUpdate, temporary => RefuseCaseConflict(item, temporary));
        lock (written)
        {
            written.Add(file.Target);
        }
    }

    private string SideFilePath(FileItem item, string suffix)
    {
        var path = planner.SideFilePath(item.Target!, suffix);
        planner.Begin(item, path);
        return path;
    }

    private PendingFile Prepare(string path, Action<Stream> write, CancellationToken cancellation)
    {
        _folders.Enter(Path.GetDirectoryName(path)!);
        return PendingFile.Write(path, write, cancellation);
    }

    /// <summary>Rejects an item that has the target of another one on a file system that ignores case.</summary>
    private static void RefuseCaseConflict(FileItem item, string temporary)
    {
        if (item.CaseConflict is { } earlier
            && File.Exists(
                Path.Combine(Path.GetDirectoryName(temporary)!, Path.GetFileName(temporary).ToUpperInvariant())))
        {
            throw TargetFailure.Conflict(earlier, item.Source, item.Target!);
        }
    }
}
