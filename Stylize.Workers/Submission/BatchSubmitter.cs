using System.Security.Cryptography;
using Stylize.Engine;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Submission;

/// <summary>Puts a frozen list of inputs with one operation on the workers' queue.</summary>
public sealed class BatchSubmitter
{
    private readonly BrokerAddress _address;
    private readonly PathMap _map;
    private readonly SubmitOptions _options;

    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public BatchSubmitter(BrokerAddress address, PathMap map, SubmitOptions options)
    {
        Stylize.Engine.Operations.Options.OptionSet.Of<SubmitOptions>().Check(options);
        _address = address;
        _map = map;
        _options = options;
    }

    /// <summary>The version of work, which names the queue; another one only in tests.</summary>
    internal string Version { get; init; } = WorkVersion.Current;

    /// <summary>Submits one operation on many files.</summary>
    /// <param name="items">The inputs with their targets. What stands in the way of one now is its failure.</param>
    /// <exception cref="StylizeException">
    /// ImageMissing, ImageUnreadable: an option names a file that is none. DependencyMissing: the broker does not answer or refuses.
    /// </exception>
    public Task<SubmittedBatch> SubmitAsync(
        IOperation operation,
        TargetPlanner planner,
        IReadOnlyList<FileItem> items,
        BatchOptions batch,
        Action<OperationProgress>? progress,
        CancellationToken cancellation)
    {
        Refuse(batch, planner.Options.Prune);
        var units = new List<WorkUnit>();
        var inputs = new List<ImageInput>();
        var refused = new List<UnitResult>();
        for (var i = 0; i < items.Count; i++)
        {
            var source = _map.ToThere(items[i].Source);
            if (Obstacle(planner, items[i]) is { } failure)
            {
                refused.Add(new UnitResult(i, source) { Failures = [_map.ToThere(failure)] });
            }
            else
            {
                units.Add(new WorkUnit(i, source, _map.ToThere(items[i].Target!)));
                inputs.Add(items[i].Input);
            }
        }

        var header = new BatchHeader(NewId(), OptionCarrier.Carry(operation, path => _map.ToThere(Found(path))), items.Count)
        {
            Queue = BrokerNames.Work(Version),
            Targets = planner.Options with { Destination = null, RelativeTo = null, IncludeResults = false },
            FileTimeLimit = batch.FileTimeLimit?.TotalSeconds,
            MaxPixels = batch.MaxPixels,
        };
        var chunks = _options.ChunkFiles is { } count
            ? ChunkPlan.ByCount(units, count)
            : ChunkPlan.ByTime(units, ChunkPlan.Seconds(operation, inputs, batch.Limits, progress, cancellation));
        return SendAsync(header, chunks, refused, cancellation);
    }

    /// <summary>Submits the wells of a plate.</summary>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the database's connection string holds a password. DependencyMissing: the broker does not answer or refuses.
    /// </exception>
    public Task<SubmittedBatch> SubmitAsync(
        PlateRun run, PlateTargetOptions targets, PlatePlan plan, BatchOptions batch, CancellationToken cancellation)
    {
        var (options, wells) = (run.Options, run.Wells);
        Refuse(batch, targets.Prune);
        if (options.Database is { } database && HoldsPassword(database))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Database", "The database's password does not belong into a message to workers.",
                "Leave it out, and give it to the workers by PGPASSFILE or PGPASSWORD.");
        }

        var words = OptionCarrier.Write(options, _map.ToThere);
        var work = new CarriedOptions(PlateRun.OperationName, new Dictionary<string, string[]>(words));
        var header = new BatchHeader(NewId(), work, wells.Count)
        {
            Queue = BrokerNames.Work(Version),
            Targets = new TargetOptions { Force = options.Force, Update = targets.Update, NoProvenance = targets.NoProvenance },
            FileTimeLimit = batch.FileTimeLimit?.TotalSeconds,
            MaxPixels = batch.MaxPixels,
            Problems = [.. run.Missing.Concat(plan.Problems).Select(_map.ToThere)],
            Warnings = [.. plan.Warnings.Select(_map.TextToThere)],
            Plate = new PlateHeader(
                [.. plan.Tiles.Select(tile => tile.Path).Distinct().Select(_map.ToThere)],
                _map.ToThere(options.Destination),
                options.Database is { } path ? _map.ToThere(path) : null),
        };
        var units = wells.Select((well, i) => new WorkUnit(i, well.Source));
        return SendAsync(header, ChunkPlan.ByCount(units, _options.ChunkFiles ?? 1), [], cancellation);
    }

    private async Task<SubmittedBatch> SendAsync(
        BatchHeader header, IEnumerable<WorkUnit[]> chunks, IReadOnlyList<UnitResult> refused, CancellationToken cancellation)
    {
        var messages = chunks.Select((units, number) => new WorkChunk(header.Id, number, units)).ToList();
        await new BatchSending(_address, Version, header, messages, refused).RunAsync(cancellation).ConfigureAwait(false);
        return new SubmittedBatch(header.Id, header.Work.Operation, header.Units, messages.Count, refused.Count, _address.Name);
    }

    /// <summary>What can be known before any work; a file that is there already is the batch's failure, as in a local run.</summary>
    private static StylizeException? Obstacle(TargetPlanner planner, FileItem item)
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

    /// <summary>The path of a file that an option names, which must exist here, where the user sees it.</summary>
    private static string Found(string path)
    {
        InputFile.Require(path);
        return path;
    }

    /// <summary>Refuses what is done at the end of a run, which the submission does not wait for.</summary>
    private static void Refuse(BatchOptions batch, bool prune)
    {
        if (batch.ReportPath is not null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(batch.ReportPath), "A submission has no results to report.",
                "Use {ReportPath} when you watch the batch.");
        }

        if (prune)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Prune", "A submission does not wait for the end of the batch, where Prune belongs.",
                "Prune by an update on this machine when the batch has ended.");
        }
    }

    private static bool HoldsPassword(string database) =>
        database.Contains("password=", StringComparison.OrdinalIgnoreCase) || database.Contains("pwd=", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(database, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal));

    /// <summary>The time of the submission, so that lists sort by it, and four random letters.</summary>
    private static string NewId() => DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-", CultureInfo.InvariantCulture)
        + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4);
}

/// <summary>A batch that is on its queue.</summary>
/// <param name="Refused">Units that were found at the submission not to be possible; watching tells of each.</param>
/// <param name="Broker">Host, port and virtual host, without user and password.</param>
public sealed record SubmittedBatch(string Id, string Operation, int Files, int Chunks, int Refused, string Broker);

/// <summary>How a batch is given to workers, besides what is done with its inputs.</summary>
public sealed record SubmitOptions
{
    [Option("Files, or wells, that a worker takes at a time.", ValueName = "n", Min = 1, Max = 100_000,
        Default = "as many as take some minutes by the estimate; of a plate one well")]
    public int? ChunkFiles { get; init; }
}
