using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;
using Stylize.Engine.Runs.Update;
using Stylize.Engine.Segmentation.Plates.Page;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>
/// A run over the wells of a plate. Wells are segmented in parallel; one thread, which drives the run, writes the database.
/// </summary>
public sealed class PlateRun : ItemRun<WellItem, WellResult>
{
    /// <summary>Name of the operation in the provenance of outputs.</summary>
    public const string OperationName = PlateOptions.OperationName;

    /// <summary>Version of the operation. It is raised when equal options give different outputs.</summary>
    public const int OperationVersion = PlateOptions.OperationVersion;

    private readonly PlateOptions _given;
    private readonly PlateTargetOptions _targets;
    private readonly PlateRun? _earlier;
    private readonly PlateMap? _map;
    private readonly RunDatabase _database;
    private readonly AbandonedFiles _abandoned = new();
    private readonly SourceHashes _hashes = new();
    private readonly RunSummary _summary = new();
    private readonly List<string> _paths = [];
    private readonly List<StylizeException> _missing = [];
    private PreparedPlate? _plate;

    /// <param name="context">Limits, display and other services of the front end.</param>
    /// <param name="options">Options of the segmentation; validated.</param>
    /// <param name="targets">The wells to segment; validated.</param>
    /// <param name="openStore">Opens a database: the full path of an SQLite file, or a connection string.</param>
    /// <param name="earlier">
    /// A planned run with the same options, or null. Its plan and its statistics of the whole plate are reused.
    /// </param>
    public PlateRun(
        RunContext<WellResult> context, PlateOptions options, PlateTargetOptions targets, Func<string, IMeasurementStore> openStore,
        PlateRun? earlier = null)
        : base(context)
    {
        (_given, _targets, _earlier) = (options, targets, earlier);
        _map = options.PlateMap is { } map ? PlateMap.Read(map) : null;
        _database = new RunDatabase(openStore, _map, () => Options);
    }

    /// <summary>Receives the files that show the whole plate.</summary>
    public Action<PlateOutput>? PageWritten { get; init; }

    /// <summary>The options with the destination, which defaults to the folder of the first tile.</summary>
    public PlateOptions Options => Plate.Options;

    /// <summary>The wells of the plan, in run order.</summary>
    public IReadOnlyList<WellItem> Wells => Plate.Wells;

    /// <summary>Errors of inputs that do not exist.</summary>
    public IReadOnlyList<StylizeException> Missing => _missing;

    private PreparedPlate Plate => _plate ??= PreparedPlate.Of(
        _given, _targets, _paths, Context.Codec, _map, _hashes, _earlier?.Plate, Context.Cancellation);

    /// <summary>Plans the run from its inputs, without processing them.</summary>
    /// <param name="isShown">True to show problems and warnings.</param>
    public PlatePlan PlanAll(IEnumerable<RunInput> inputs, bool isShown = true)
    {
        TakeInputs(inputs, areAll: true);
        if (isShown) ShowPlan();
        return Plate.Plan;
    }

    /// <summary>Segments some of the wells as they are taken, without overview and page.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened.</exception>
    public void ProcessWells(IEnumerable<WellItem> wells)
    {
        _database.Open();
        ProcessLazily(wells);
    }

    /// <inheritdoc/>
    protected override ItemBatch<WellItem, WellResult> CreateBatch() => new(
        Segment,
        Context.Batch with
        {
            ReportsLater = true,
            Operation = OperationName,
            Settings = Context.Batch.ReportPath is null ? []
                : ProvenanceOptions.Values(ProvenanceOptions.Of(_given), OptionSet.Of<PlateOptions>()),
        },
        item => IsCurrent(item, Context.Cancellation) ? 0 : Plate.Segmenter.EstimateMemory(item.Timepoints),
        Context.Cancellation);

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll)
    {
        foreach (var input in inputs)
        {
            if (input.Failure is null)
            {
                _paths.Add(input.Path);
                continue;
            }

            AllFound = false;
            _missing.Add(input.Failure);
            Context.Display.Failure(input.Failure, null);
        }
    }

    /// <inheritdoc/>
    protected override void CompleteRun()
    {
        ShowPlan();
        if (Context.Mode == RunMode.Plan) return;

        if (Context.Mode == RunMode.Estimate)
        {
            Context.Display.Estimate(Context.Display.Wait(progress => PlateEstimate.Of(
                Plate, Context.Codec, Context.Batch.Limits, Context.Request with { Progress = progress }, Context.Cancellation)));
            return;
        }

        // Read the files that options name, and open the database, before any work, unless the user may still decline it.
        _ = Plate.Segmenter;
        if (Context.Mode == RunMode.Execute && Plate.Plan.Wells.Count > 0 && !Context.Display.Asks)
        {
            _database.Prepare();
        }

        Do(InShard(Wells), areAll: true);
        EndItems();
        var hasPruned = EndUpdate();
        if (Context.Mode == RunMode.Execute && (!Context.Display.Asks || _targets.Prune || Totals != default))
        {
            WritePage(hasPruned);
            _summary.Show(Plate.Plan, Options, _database, PageWritten, Context.Display.Line);
            if (Context.Batch.Verbose) Context.Display.Detail(_summary.Line(Context.Batch.Limits, _database.Store));
        }
    }

    /// <inheritdoc/>
    protected override void Begin() => _database.Prepare();

    /// <inheritdoc/>
    protected override ItemPrediction Predict(WellItem item) => new()
    {
        // Without opening the database, assume that the rows exist if the database exists.
        IsCurrent = _targets.Update && _database.Exists && Plate.Check.IsCurrent(item, null, Context.Cancellation),
    };

    /// <inheritdoc/>
    protected override RunStep Describe(WellItem item) => new(
        item.Source, $"Segment {Plural.Of(item.TileCount, "tile")} into '{Options.Destination}'")
    {
        Lines =
        [
            .. item.Timepoints.Select(timepoint => $"{timepoint.Name} would be segmented: {Plural.Of(timepoint.TileCount, "tile")} in "
                + $"{string.Join(", ", timepoint.Segmented.Select(c => c.Channel))}."),
        ],
    };

    /// <summary>Returns the tile if the failure names one, else the well.</summary>
    protected override string FailedInput(BatchResult<WellResult> result) =>
        result.Failure?.Target is { } path && Path.IsPathRooted(path) ? path : result.Source;

    /// <summary>Stores the measurements of a well. If the database fails, the run continues with the next well.</summary>
    protected override void Deliver(BatchResult<WellResult> result)
    {
        StylizeException? first = null;
        var stored = result.Value!.IsCurrent ? result.Value : Store(result.Value, failure =>
        {
            first ??= failure;
            Context.Display.Failure(failure, result.Source);
        });
        Batch.Report(first is null ? result : result with { Value = null, Failure = first });
        Context.Display.Result(result with { Value = stored });
    }

    /// <summary>Stops the batch and closes the database.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _hashes.Dispose();
        _plate?.Dispose();
        _database.Dispose();
    }

    private void ShowPlan()
    {
        Plate.Plan.Problems.ToList().ForEach(problem => Context.Display.Failure(problem, null));
        Plate.Plan.Warnings.ToList().ForEach(Context.Display.Warning);
    }

    /// <summary>Returns true if an update leaves a well unchanged because its files and rows are up to date.</summary>
    /// <exception cref="StylizeException">A file that an option names cannot be read.</exception>
    private bool IsCurrent(WellItem item, CancellationToken cancellation) =>
        _targets.Update && (item.IsCurrent ??= Plate.Check.IsCurrent(item, _database.Rows, cancellation));

    private WellResult Segment(WellItem item, OperationContext context)
    {
        if (IsCurrent(item, context.Cancellation)) return new WellResult([]) { IsCurrent = true };

        foreach (var timepoint in item.Timepoints)
        {
            Plate.Segmenter.Marks.RequireNew(timepoint, _database.Rows);
            _abandoned.RemoveOnce(new PlateFiles(Options.Folder).Folders(timepoint, Options));
        }

        return Plate.Segmenter.Segment(item.Timepoints, context with
        {
            Provenance = _targets.NoProvenance ? null : Plate.Provenance.Of(item, context.Cancellation),
        });
    }

    /// <returns>No timepoints if the database failed: it keeps the previous rows, and the next run replaces the files.</returns>
    private WellResult Store(WellResult segmented, Action<StylizeException> failed)
    {
        segmented.Failures.ToList().ForEach(failed);
        try
        {
            var stored = _database.Write(segmented);
            foreach (var timepoint in segmented.Timepoints)
            {
                // The mark of a well with a failed tile stays, so that the next update retries it.
                Plate.Segmenter.Marks.End(timepoint.Well, isStored: !_targets.Update || timepoint.Failures.Count == 0);
            }

            _summary.Add(segmented, Plate.Segmenter.Summaries);
            return stored;
        }
        catch (StylizeException failure)
        {
            failed(failure);
            return new WellResult([]);
        }
    }

    /// <summary>
    /// Reports the update and the wells whose tiles no longer exist; removes these if requested and if every input was understood.
    /// </summary>
    /// <returns>True if wells were removed.</returns>
    private bool EndUpdate()
    {
        if (!_targets.Update) return false;

        var remove = !_targets.Prune || Context.Display.Confirm(
            new RunStep("Files and rows of wells whose tiles no longer exist", "Remove"));
        remove &= Context.Mode == RunMode.Execute;
        Context.Display.Line(remove ? $"{Totals}." : Totals.PreviewSummary);
        if (Plate.Check.ChangedByLearning > 0)
        {
            Context.Display.Line(
                "Statistics of the whole plate changed; all wells that used them were segmented again.");
        }

        var (options, plan) = (Options, Plate.Plan);
        var whole = IsWhole && options.Channels.Count == 0 ? plan : PlatePlan.Make(
            _paths, options with { Wells = [], Timepoints = [], Channels = [] }, Context.Codec, null, Context.Cancellation);
        var prune = _targets.Prune && AllFound && plan.Problems.Count + whole.Problems.Count == 0;
        var orphans = new PlateOrphans(options, Context.Codec, _database, Context.Cancellation);
        string[] lines = [.. orphans.Lines(plan, whole.Tiles, prune, remove)];
        Array.ForEach(lines, Context.Display.Line);
        return prune && remove && lines.Length > 0;
    }

    private bool IsWhole => Options.Experiments.Count + Options.Wells.Count + Options.Timepoints.Count == 0;

    /// <summary>Writes overview and page if the run segmented anything, or if they do not exist or are out of date.</summary>
    private void WritePage(bool hasPruned)
    {
        try
        {
            _abandoned.RemoveOnce(new PlateFiles(Options.Folder).PageFolders);
            var report = new PlateReport(Options, Context.Codec, Plate.Segmenter.Summaries, Context.Cancellation)
            {
                NoProvenance = _targets.NoProvenance,
            };
            var plan = Plate.Plan;
            if (_summary.Tiles > 0 || hasPruned || (IsWhole && !(_targets.Update ? report.IsCurrent(plan) : report.IsThere)))
            {
                report.Write(plan).ToList().ForEach(file => PageWritten?.Invoke(file));
            }
        }
        catch (StylizeException failure)
        {
            Context.Display.Failure(failure, null);
        }
    }
}
