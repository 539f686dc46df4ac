using System.Security.Cryptography;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Submission;

/// <summary>Submits an operation on a fixed list of inputs to the queue of the workers.</summary>
/// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
internal sealed class BatchSubmitter(BrokerAddress address, PathMap map, SubmitOptions options)
{
    private readonly int? _chunkFiles = Checked(options).ChunkFiles;

    /// <summary>The version in the name of the queue; different only in tests.</summary>
    internal string Version { get; init; } = WorkVersion.Current;

    /// <summary>Submits files.</summary>
    /// <param name="items">The inputs with their targets. An input that cannot be processed becomes an error of the
    /// batch.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable: a file in an option does not exist or is not an image. ConnectionFailed: the
    /// broker does not answer or rejects the request.
    /// </exception>
    public Task<SubmittedBatch> SubmitAsync(
        IOperation operation,
        TargetPlanner planner,
        IReadOnlyList<FileItem> items,
        BatchOptions batch,
        Action<OperationProgress>? progress,
        CancellationToken cancellation)
    {
        RejectUnsupported(batch, planner.Options.Prune);
        var units = new List<WorkUnit>();
        var inputs = new List<ImageInput>();
        var refused = new List<UnitResult>();
        for (var i = 0; i < items.Count; i++)
        {
            var source = map.ToThere(items[i].Source);
            if (FindProblem(planner, items[i]) is { } failure)
            {
                refused.Add(new UnitResult(i, source) { Failures = [map.ToThere(failure)] });
            }
            else
            {
                units.Add(new WorkUnit(i, source, map.ToThere(items[i].Target!)));
                inputs.Add(items[i].Input);
            }
        }

        var work = OptionSerializer.Serialize(operation, path => map.ToThere(Existing(path)));
        var header = Header(work, items.Count, planner.Options with { Destination = null }, batch);
        var chunks = _chunkFiles is { } count
            ? units.Chunk(count)
            : ChunkPlan.ByTime(units, ChunkPlan.Seconds(operation, inputs, batch.Limits, progress, cancellation));
        return SendAsync(header, chunks, refused, cancellation);
    }

    /// <summary>Submits the wells of a plate.</summary>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the connection string of the database contains a password. ConnectionFailed: the broker does not
    /// answer or rejects the request.
    /// </exception>
    /// <param name="run">A planned run.</param>
    public Task<SubmittedBatch> SubmitAsync(PlateRun run, BatchOptions batch, CancellationToken cancellation)
    {
        var (targets, plan, wells) = (run.Targets, run.Plan, run.Wells);
        RejectUnsupported(batch, targets.Prune);
        if (targets.Database is { } database && HoldsPassword(database))
        {
            throw Errors.PasswordInDatabase.With("Database");
        }

        var words = OptionSerializer.Write(run.Options, map.ToThere);
        var work = new SerializedOptions(PlateOptions.OperationName, new Dictionary<string, string[]>(words));
        targets = targets with
        {
            Destination = map.ToThere(targets.Destination!),
            Database = targets.Database is { } path ? map.ToThere(path) : null,
        };
        var header = Header(work, wells.Count, targets, batch) with
        {
            Problems = [.. run.Missing.Concat(plan.Problems).Select(map.ToThere)],
            Warnings = [.. plan.Warnings.Select(map.TextToThere)],
            Tiles = [.. plan.Tiles.SelectMany(tile => tile.Planes).Select(plane => plane.Path).Distinct()
                .Select(map.ToThere)],
        };
        var units = wells.Select((well, i) => new WorkUnit(i, well.Source));
        return SendAsync(header, units.Chunk(_chunkFiles ?? 1), [], cancellation);
    }

    private BatchHeader Header(SerializedOptions work, int units, TargetOptions targets, BatchOptions batch) =>
        new(NewId(), work, units)
        {
            Queue = BrokerNames.Work(Version),
            Targets = targets with { RelativeTo = null, IncludeResults = false },
            FileTimeLimit = batch.FileTimeLimit?.TotalSeconds,
            MaxPixels = batch.MaxPixels,
            Strict = batch.Strict,
        };

    private async Task<SubmittedBatch> SendAsync(
        BatchHeader header, IEnumerable<WorkUnit[]> chunks, IReadOnlyList<UnitResult> refused,
        CancellationToken cancellation)
    {
        var messages = chunks.Select((units, number) => new WorkChunk(header.Id, number, units)).ToList();
        await new BatchSending(address, Version, header, messages, refused).RunAsync(cancellation);
        return new SubmittedBatch(
            header.Id, header.Work.Operation, header.Units, messages.Count, refused.Count, address.Name);
    }

    private static StylizeException? FindProblem(TargetPlanner planner, FileItem item)
    {
        try
        {
            item.Check();
            return planner.Obstacle(item);
        }
        catch (StylizeException failure)
        {
            return failure;
        }
    }

    private static SubmitOptions Checked(SubmitOptions options)
    {
        OptionSet.ForRecord<SubmitOptions>().Check(options);
        return options;
    }

    private static string Existing(string path)
    {
        InputFile.Require(path);
        return path;
    }

    /// <summary>Rejects options for the end of a run, because a submission does not wait for it.</summary>
    private static void RejectUnsupported(BatchOptions batch, bool prune)
    {
        if (batch.ReportPath is not null) throw Errors.ReportOfBatch.With(nameof(batch.ReportPath));

        if (prune) throw Errors.PruneOfBatch.With("Prune");
    }

    private static bool HoldsPassword(string database) =>
        database.Contains("password=", StringComparison.OrdinalIgnoreCase)
            || database.Contains("pwd=", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(database, UriKind.Absolute, out var uri)
            && uri.UserInfo.Contains(':'));

    /// <summary>Creates an id from the time, so that lists can be sorted, and four random characters.</summary>
    private static string NewId() => DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture)
        + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4);
}

/// <summary>A submitted batch.</summary>
/// <param name="Refused">The number of files that cannot be processed. Watchers of the batch receive their
/// errors.</param>
/// <param name="Broker">The address with host, port and virtual host, without user name and password.</param>
public sealed record SubmittedBatch(string Id, string Operation, int Files, int Chunks, int Refused, string Broker)
{
    /// <summary>Returns the id, which -Id accepts.</summary>
    public override string ToString() => Id;
}

/// <summary>Options of a submission.</summary>
internal sealed record SubmitOptions : IOptionRecord
{
    [Option("Number of files, or wells, that a worker takes at a time.", ValueName = "n", Min = 1, Max = 100_000,
        Default = "a few minutes of work; for a plate one well", Group = HelpGroup.Batch)]
    public int? ChunkFiles { get; init; }
}
