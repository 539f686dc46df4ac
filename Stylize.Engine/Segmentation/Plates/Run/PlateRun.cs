using System.Diagnostics;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Update;
using Stylize.Engine.Segmentation.Plates.Page;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>
/// One run over a plate, as a front end drives it: <see cref="Plan"/> reads the names, <see cref="Items"/> are given to
/// <see cref="Batch"/>, and each result is given to <see cref="Store(WellResult, Action{StylizeException})"/>. Wells are segmented
/// side by side; the database has one writer, the thread that calls Store.
/// </summary>
/// <remarks>Somewhat more than 300 lines: the steps of a run in their order, which share the database and the plan.</remarks>
public sealed class PlateRun : IDisposable
{
    /// <summary>What outputs say that they were made by.</summary>
    public const string OperationName = "segment";

    /// <summary>A higher one gives other results with equal options.</summary>
    public const int OperationVersion = 1;

    private PlateOptions _options;
    private readonly IImageCodec _codec;
    private readonly Func<string, IMeasurementStore> _openStore;
    private readonly RunnerOptions _limits;
    private readonly AbandonedFiles _abandoned = new();
    private readonly CancellationToken _cancellation;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly PlateMap? _map;
    private readonly SourceHashes _hashes = new();
    private PlateSegmenter? _segmenter;
    internal PlateSegmenter Segmenter => _segmenter!;
    private PlateProvenance? _provenance;
    private WellCheck? _check;
    private IMeasurementStore? _store;
    private HashSet<StoredChannel> _stored = [];
    private TimeSpan _imageTime;
    private string[] _paths = [];
    private bool _hasPruned;
    private int _tiles;
    private long _regions;

    /// <summary>Prepares a run with validated options.</summary>
    public PlateRun(
        PlateOptions options, IImageCodec codec, Func<string, IMeasurementStore> openStore, BatchOptions batch,
        CancellationToken cancellation = default)
    {
        _options = options;
        _map = options.PlateMap is { } map ? PlateMap.Read(map) : null;
        _codec = codec;
        _openStore = openStore;
        _cancellation = cancellation;
        _limits = batch.Limits;
        Batch = new ItemBatch<WellItem, WellResult>(
            Segment,
            batch with
            {
                ReportsLater = true,
                Operation = OperationName,
                Settings = batch.ReportPath is null ? []
                    : ProvenanceOptions.Values(ProvenanceOptions.Of(options), OptionSet.Of<PlateOptions>()),
            },
            item => IsCurrent(item, cancellation) ? 0 : _segmenter!.EstimateMemory(item.Timepoints),
            cancellation);
    }

    /// <summary>Which wells are made, and what their files say of it.</summary>
    public PlateTargetOptions Targets { get; init; } = new();

    /// <summary>Segments items and gives results in the order of the items.</summary>
    public ItemBatch<WellItem, WellResult> Batch { get; }

    /// <summary>Full path of the folder that results go to; after <see cref="Plan"/>.</summary>
    public string Destination => _options.Destination;

    /// <summary>Full path of an SQLite file, or a connection string.</summary>
    public string Database => _options.Database ?? Path.Combine(_options.Destination, "segmentation.sqlite");

    /// <summary>Understands what a set of files is; reads their names and headers.</summary>
    /// <param name="paths">
    /// Full paths of files. Without a destination, results go to the folder of the first, or to the one that holds the folders of the
    /// wells.
    /// </param>
    public PlatePlan Plan(IEnumerable<string> paths)
    {
        _paths = [.. paths];
        if (_options.Destination.Length == 0 && _paths.Length > 0)
        {
            _options = _options with { Destination = PlateFiles.FolderOf(_paths) };
        }

        return PlatePlan.Make(_paths, _options, _codec, _map, _cancellation);
    }

    /// <summary>The wells of a plan as items of the batch, in order.</summary>
    /// <param name="earlier">
    /// A run over the same plan with the same options, or null: what it has learned from the whole plate is not learned again.
    /// </param>
    public IReadOnlyList<WellItem> Items(PlatePlan plan, PlateRun? earlier = null)
    {
        var segmenter = _segmenter = new PlateSegmenter(
            _options with { Force = _options.Force || Targets.Update }, plan, _codec, _map, earlier?._segmenter);
        _provenance = earlier?._provenance ?? new PlateProvenance(_options, plan, _hashes);
        _check = new WellCheck(_options, _codec, _provenance, segmenter);
        return _options.IsSeries
            ? [.. plan.Wells.GroupBy(w => (w.Experiment, w.Well)).Select(well => new WellItem([.. well], isSeries: true))]
            : [.. plan.Wells.Select(well => new WellItem([well], isSeries: false))];
    }

    /// <summary>
    /// Opens the database. Called before the batch, it ends a run whose database cannot be opened before any work is done.
    /// </summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened.</exception>
    public void Open()
    {
        if (_store is null)
        {
            var version = typeof(PlateRun).Assembly.GetName().Version!.ToString(3);
            var record = new RunRecord(
                _options.Run, DateTimeOffset.UtcNow, version, OptionJson.Of(_options), OptionJson.Of(_options, changedOnly: true));
            _store = _openStore(Database);
            _stored = [.. _store.Begin(record, _map)];
        }
    }

    /// <summary>
    /// Takes a result of the batch, as front ends do: stores the measurements, and reports what became of the well.
    /// </summary>
    /// <param name="failed">Told of each tile that failed, and of the database where it failed.</param>
    /// <returns>Null where the well was left untouched, or the database failed.</returns>
    public WellResult? Take(BatchResult<WellResult> result, Action<StylizeException> failed)
    {
        StylizeException? first = null;
        var report = result.Value!.IsCurrent ? null : Store(result.Value, failure =>
        {
            first ??= failure;
            failed(failure);
        });
        Batch.Report(first is null ? result : result with { Value = null, Failure = first });
        return report;
    }

    /// <summary>What an update has to say at its end, a line each; nothing where the run is none. Wells whose tiles are gone are told of,
    /// and removed where that is asked for and every input could be understood.</summary>
    /// <param name="allFound">False where an input could not be found or listed: then nothing is removed.</param>
    /// <param name="remove">False to say only what would be made and removed.</param>
    public IReadOnlyList<string> EndUpdate(BatchTotals totals, PlatePlan plan, bool allFound, bool remove = true)
    {
        if (!Targets.Update) return [];

        string[] learned = _check?.ChangedByLearning > 0
            ? ["What is learned from the whole plate came out different: all wells that were made with the former are made anew."]
            : [];
        var whole = IsWhole && _options.Channels.Count == 0 ? plan : PlatePlan.Make(
            _paths, _options with { Wells = [], Timepoints = [], Channels = [] }, _codec, null, _cancellation);
        var prune = Targets.Prune && allFound && plan.Problems.Count + whole.Problems.Count == 0;
        string[] gone = [.. new PlateOrphans(_options, _codec, OpenRows, _cancellation).Lines(plan, whole.Tiles, prune, remove)];
        _hasPruned = prune && remove && gone.Length > 0;
        return [remove ? $"{totals}." : totals.Foretold, .. learned, .. gone];
    }

    /// <summary>
    /// True where an update would leave a well untouched, as far as can be told without opening the database: its rows are taken to be
    /// there where the database is.
    /// </summary>
    public bool WouldLeave(WellItem item) =>
        Targets.Update && HasDatabase && _check!.IsCurrent(item, null, _cancellation);

    /// <summary>True where an update leaves a well untouched, because its files and rows are as they would be made now.</summary>
    /// <exception cref="StylizeException">A file that an option names cannot be read.</exception>
    public bool IsCurrent(WellItem item, CancellationToken cancellation = default) =>
        Targets.Update && (item.IsCurrent ??= _check!.IsCurrent(item, _stored, cancellation));

    /// <summary>
    /// Stores the measurements of a well, as front ends do: a failure is told of, and the run goes on with the next well.
    /// </summary>
    /// <param name="failed">Told of each tile that failed, and of the database where it failed.</param>
    /// <returns>Null where the database failed.</returns>
    public WellResult? Store(WellResult segmented, Action<StylizeException> failed)
    {
        foreach (var failure in segmented.Failures)
        {
            failed(failure);
        }

        try
        {
            return Store(segmented);
        }
        catch (StylizeException failure)
        {
            failed(failure);
            return null;
        }
    }

    /// <summary>Stores the measurements of a well in one transaction.</summary>
    /// <exception cref="StylizeException">
    /// TargetUnwritable: the database failed and has the well's rows of before. The next run replaces the well's files.
    /// </exception>
    public WellResult Store(WellResult segmented)
    {
        Open();
        var before = _store!.Elapsed;
        _store.Write(segmented);
        foreach (var timepoint in segmented.Timepoints)
        {
            if (!Targets.Update || timepoint.Failures.Count == 0)
            {
                // The mark of a well with a tile that failed stays, so that the next update tries it again.
                _segmenter?.Marks.Remove(timepoint.Well);
            }
            else
            {
                _segmenter?.Marks.Release(timepoint.Well);
            }

            _tiles += timepoint.TileCount;
            _regions += timepoint.RegionCount;
        }

        _imageTime += segmented.ImageTime;
        return segmented with { DatabaseTime = _store.Elapsed - before };
    }

    /// <summary>
    /// Writes the overview of the plate and the page of the run from what all its wells have left, also those of earlier runs and of
    /// other machines: after a batch that segmented anything, where a run that was killed has left none, and where an update finds that
    /// the page tells of something else.
    /// </summary>
    public IReadOnlyList<PlateOutput> WritePage(PlatePlan plan, Action<StylizeException> failed)
    {
        try
        {
            _abandoned.RemoveOnce(new PlateFiles(_options.Folder).PageFolders);
            var report = new PlateReport(_options, _codec, _segmenter!.Summaries, _cancellation) { NoProvenance = Targets.NoProvenance };
            var isDue = _tiles > 0 || _hasPruned || (IsWhole && !(Targets.Update ? report.IsCurrent(plan) : report.IsThere));
            return isDue ? report.Write(plan) : [];
        }
        catch (StylizeException failure)
        {
            failed(failure);
            return [];
        }
    }

    /// <summary>
    /// What the run has done so far, in one line: tiles, regions, wells at a time, threads, times, rates and peak memory.
    /// </summary>
    public string Summary =>
        RunSummary.Of(_tiles, _regions, _limits, Stopwatch.GetElapsedTime(_began), _imageTime, _store);

    private bool IsWhole => _options.Experiments.Count + _options.Wells.Count + _options.Timepoints.Count == 0;
    private bool HasDatabase => !Path.IsPathFullyQualified(Database) || File.Exists(Database);

    /// <summary>The database and what the run has rows of there; null where there is none.</summary>
    private (IMeasurementStore Store, IReadOnlyCollection<StoredChannel> Rows)? OpenRows()
    {
        if (!HasDatabase) return null;

        Open();
        return (_store!, _stored);
    }

    private WellResult Segment(WellItem item, OperationContext context)
    {
        if (IsCurrent(item, context.Cancellation)) return new WellResult([]) { IsCurrent = true };

        foreach (var timepoint in item.Timepoints)
        {
            _segmenter!.Marks.RequireNew(timepoint, _stored);
            _abandoned.RemoveOnce(new PlateFiles(_options.Folder).Folders(timepoint, _options));
        }

        return _segmenter!.Segment(item.Timepoints, context with
        {
            Provenance = Targets.NoProvenance ? null : _provenance!.Of(item, context.Cancellation),
        });
    }

    /// <summary>Stops the batch, and closes the database.</summary>
    public void Dispose()
    {
        Batch.Dispose();
        _hashes.Dispose();
        _segmenter?.Dispose();
        _store?.Dispose();
    }
}
