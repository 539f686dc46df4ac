using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Batch;

/// <summary>One operation on each of many inputs, through to the finished file and those beside it.</summary>
public sealed class FileWork
{
    private readonly IOperation _operation;
    private readonly TargetPlanner _planner;
    private readonly AbandonedFiles _abandoned = new();
    private readonly Lazy<IReadOnlyList<ProvenanceOption>> _differences;

    /// <param name="operation">What to do to each input.</param>
    /// <param name="planner">Has planned, or will plan, the items of the batch.</param>
    public FileWork(IOperation operation, TargetPlanner planner)
    {
        _operation = operation;
        _planner = planner;
        _differences = new(() => operation.Differences);
    }

    /// <summary>A batch that does this work; post it the items that the planner gives.</summary>
    /// <param name="options">Limits and verbosity.</param>
    /// <param name="cancellation">Stops the batch within a second; no temporary file is left.</param>
    /// <exception cref="StylizeException">OptionInvalid: a limit is out of range.</exception>
    public ItemBatch<FileItem, WrittenFile> CreateBatch(BatchOptions? options = null, CancellationToken cancellation = default) => new(
        Run,
        (options ?? new BatchOptions()) with { Operation = _operation.Name },
        item => _operation.EstimateMemory(item.Input),
        cancellation);

    /// <summary>Does one item; safe for concurrent use.</summary>
    /// <exception cref="StylizeException">The target is an input, exists or cannot be written, or the operation failed.</exception>
    public WrittenFile Run(FileItem item, OperationContext context)
    {
        _planner.Begin(item);
        _abandoned.RemoveOnce(Path.GetDirectoryName(item.Target!)!);
        var sideFiles = new List<string>();
        var read = SourceState.Of(item.Source);
        using var artefact = _operation.Run(item.Input, context with
        {
            Provenance = _planner.WithProvenance ? Provenance(item, context) : null,
            WriteBeside = (suffix, write) => WriteBeside(item, suffix, write, sideFiles, context.Cancellation),
        });
        read.Require(item.Source);
        using (context.Phases.Start("write"))
        {
            foreach (var file in artefact.SideFiles)
            {
                WriteBeside(item, file.Suffix, file.Write, sideFiles, context.Cancellation);
            }

            Write(item, item.Target!, artefact.Write, context.Cancellation);
        }

        return new WrittenFile(item.Target!, sideFiles, artefact.Width, artefact.Height, artefact.Summary);
    }

    private ProvenanceRecord Provenance(FileItem item, OperationContext context)
    {
        using (context.Phases.Start("hash"))
        {
            return ProvenanceRecord.Of(
                _operation.Name, _operation.Version, _differences.Value, item.Source,
                SourceHash.Of(item.Input.Source, context.Cancellation));
        }
    }

    private void WriteBeside(FileItem item, string suffix, Action<Stream> write, List<string> written, CancellationToken cancellation)
    {
        var path = _planner.Beside(item.Target!, suffix);
        _planner.Begin(item, path);
        Write(item, path, write, cancellation);
        lock (written)
        {
            written.Add(path);
        }
    }

    private void Write(FileItem item, string path, Action<Stream> write, CancellationToken cancellation) =>
        AtomicFile.Write(path, _planner.Force, write, temporary => RefuseCaseTwin(item, temporary), cancellation);

    /// <summary>
    /// Where the file system finds the temporary file under its name in capitals too, it ignores case, and the item's target is another
    /// item's.
    /// </summary>
    private static void RefuseCaseTwin(FileItem item, string temporary)
    {
        if (item.CaseTwin is { } twin
            && File.Exists(Path.Combine(Path.GetDirectoryName(temporary)!, Path.GetFileName(temporary).ToUpperInvariant())))
        {
            throw TargetPlanner.Conflict(twin, item.Source, item.Target!);
        }
    }
}
