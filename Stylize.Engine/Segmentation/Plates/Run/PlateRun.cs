using Stylize.Engine.Runs;
using Stylize.Engine.Segmentation.Assays;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Page;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Quality;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>
/// A run over the wells of a plate. Wells are segmented in parallel; one thread, which drives the run, writes the
/// database.
/// </summary>
internal sealed class PlateRun : ItemRun<WellItem, WellResult>
{
    private readonly TargetOptions _targets;
    private readonly Func<string, IMeasurementStore> _openStore;
    private readonly PlateMap? _map;
    private readonly AbandonedFiles _abandoned = new();
    private readonly RunSummary _summary = new();
    private readonly List<string> _paths = [];
    private readonly List<StylizeException> _missing = [];
    private PlateSegmenter? _plate;
    private RunDatabase? _database;
    private PlateProvenance? _provenance;
    private WellCheck? _check;
    private readonly ConcurrentQueue<WellUpdate> _repeated = [];
    private WellUpdate _predicted = WellUpdate.All;

    /// <summary>True if the overviews show the thumbnails, which steps that run again do not change.</summary>
    private bool _hasOverviews;

    /// <param name="context">Limits, display and other services of the front end.</param>
    /// <param name="options">Options of the segmentation; validated.</param>
    /// <param name="targets">Destination and database, and the wells to segment; validated.</param>
    /// <param name="openStore">Opens a database: the full path of an SQLite file, or a connection string.</param>
    /// <exception cref="StylizeException">OptionInvalid: the plate map cannot be read, or a role or concentration in
    /// it.</exception>
    public PlateRun(
        RunContext<WellResult> context, PlateOptions options, TargetOptions targets,
        Func<string, IMeasurementStore> openStore)
        : base(context)
    {
        targets = targets.Destination is { } folder ? targets with { Destination = Path.GetFullPath(folder) } : targets;
        (Options, _targets, _openStore) = (options, targets, openStore);
        _map = options.PlateMap is { } map ? PlateContents.FromControls([]).ReadMap(map) : null;
    }

    /// <summary>Receives the files that show the whole plate.</summary>
    public Action<PlateOutput>? PageWritten { get; set; }

    /// <summary>The options of the segmentation.</summary>
    public PlateOptions Options { get; }

    /// <summary>The targets of a planned run, with the destination, which defaults to the folder of the first
    /// tile.</summary>
    public TargetOptions Targets => Plate.Targets;

    /// <summary>The plan.</summary>
    public PlatePlan Plan => Work.Plan;

    /// <summary>The wells of the plan, in run order.</summary>
    public IReadOnlyList<WellItem> Wells => Plate.Wells;

    /// <summary>Errors of inputs that do not exist.</summary>
    public IReadOnlyList<StylizeException> Missing => _missing;

    private PlannedPlate Work => Plate.Work;

    private PlateSegmenter Plate => _plate ?? throw new InvalidOperationException("The run is not planned.");

    private RunDatabase Database => _database!;

    private PlateReport Report => new(Work, Database.File, _targets.NoProvenance, Context.Cancellation);

    /// <summary>Plans the run from its inputs, without processing them.</summary>
    /// <param name="isShown">True to show problems and warnings.</param>
    public PlatePlan PlanAll(IEnumerable<RunInput> inputs, bool isShown = true)
    {
        TakeInputs(inputs, areAll: true);
        PlanInputs();
        if (isShown) ShowPlan();
        return Plan;
    }

    /// <summary>Takes over the plan of a run with the same options, and its statistics of the whole plate.</summary>
    public void PlanAs(PlateRun earlier) => Prepare(earlier.Targets.Destination, earlier.Plan, earlier);

    /// <summary>Segments some of the wells as they are taken, without overview and page.</summary>
    /// <exception cref="StylizeException">TargetUnwritable: the database cannot be opened.</exception>
    public void ProcessWells(IEnumerable<WellItem> wells)
    {
        _ = Work.Statistics;
        Database.Open();
        ProcessLazily(wells);
    }

    /// <inheritdoc/>
    protected override ItemBatch<WellItem, WellResult> CreateBatch() => new(
        Segment,
        Context.Batch with
        {
            ReportsLater = true,
            Operation = PlateOptions.OperationName,
            Settings = Context.Batch.ReportPath is null ? []
                : ProvenanceOptions.Values(ProvenanceOptions.FromRecord(Options), OptionSet.ForRecord<PlateOptions>()),
        },
        item => Update(item, Context.Cancellation).IsCurrent ? 0 : Plate.EstimateMemory(item.Timepoints),
        Context.Cancellation);

    /// <inheritdoc/>
    protected override bool ShowsTotals => _targets.Update;

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
        if (_plate is null) PlanInputs();
        ShowPlan();
        if (Context.Mode == RunMode.Estimate)
        {
            Context.Display.Estimate(Context.Display.Wait(progress => PlateEstimate.Compute(
                Options, Plate, Context.Codec, Context.Batch.Limits, Context.Request with { Progress = progress },
                Context.Cancellation)));
            return;
        }

        // Read the files that options name, and open the database, before any work, unless the user may still decline
        // it.
        _ = Work.Statistics;
        if (Context.Mode == RunMode.Execute && Plan.Wells.Count > 0 && !Context.Display.Asks)
        {
            Database.Prepare();
        }

        _hasOverviews = _targets.Update && Context.Mode == RunMode.Execute && Report.HasOverviews();
        Do(InShard(Wells), areAll: true);
        EndItems();
        var hasPruned = EndUpdate();
        if (Context.Mode == RunMode.Execute && (!Context.Display.Asks || _targets.Prune || Totals != default))
        {
            if (Options.Quality != QualityGates.None)
            {
                StylizeException.Try(JudgeQuality, failure => Context.Display.Failure(failure, null));
            }

            StylizeException.Try(() => WritePage(hasPruned), failure => Context.Display.Failure(failure, null));
            if (_summary.Tiles > 0)
            {
                _summary.Warn(PlateWarnings.For(Work.Summaries.All()), Context.Display.Warning);
            }

            if (Database.Store?.Limitation is { } limitation) Context.Display.Warning(limitation);

            _summary.Show(Plan, Work.Files, Database, PageWritten, Line);
            if (Context.Batch.Verbose) Context.Display.Detail(_summary.Line(Context.Batch.Limits, Database.Store));
        }
    }

    /// <inheritdoc/>
    protected override void Begin() => Database.Prepare();

    /// <inheritdoc/>
    protected override ItemPrediction Predict(WellItem item)
    {
        // Without opening the database, assume that the rows exist if the database exists.
        _predicted = _targets.Update && Database.Exists ? _check!.Find(item, null, Context.Cancellation)
            : WellUpdate.All;
        return new() { IsCurrent = _predicted.IsCurrent };
    }

    /// <inheritdoc/>
    protected override RunStep Describe(WellItem item) => new(
        item.Source, (_predicted.Steps is { } repeated ? $"Repeat {Named(repeated)}"
            : $"Segment {Plural.WithCount(item.TileCount, "tile")}") + $" into '{Targets.Destination}'")
    {
        Lines = _predicted.Steps is { } steps
            ? [.. item.Timepoints.Select(timepoint => $"{timepoint.Name} would be updated: {Named(steps)}.")]
            :
            [
                .. item.Timepoints.Select(timepoint =>
                    $"{timepoint.Name} would be segmented: {Plural.WithCount(timepoint.TileCount, "tile")} in "
                    + $"{string.Join(", ", timepoint.Segmented.Select(c => c.Channel))}."),
            ],
    };

    private static string Named(IReadOnlyList<string> steps) => Plural.List("step", steps);

    /// <summary>Returns the tile if the failure names one, else the well.</summary>
    protected override string FailedInput(BatchResult<WellResult> result) =>
        result.Failure is { Error: not StylizeError.TargetExists, Target: { } path } && Path.IsPathRooted(path)
            ? path : result.Source;

    /// <summary>Stores the measurements of a well. If the database fails, the run continues with the next
    /// well.</summary>
    protected override void Deliver(BatchResult<WellResult> result)
    {
        StylizeException? first = null;
        void Failed(StylizeException failure)
        {
            first ??= failure;
            Context.Display.Failure(failure, result.Source);
        }

        var stored = result.Value!.IsCurrent ? result.Value : Store(result.Value, Failed);
        Batch.Report(first is null ? result : result with { Value = null, Failure = first });
        Context.Display.Result(result with { Value = stored });
    }

    /// <summary>Stops the batch and closes the database.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _plate?.Dispose();
        _database?.Dispose();
    }

    private void PlanInputs()
    {
        var plan = PlatePlan.Make(_paths, Options, Context.Codec, _map, Context.Batch.MaxPixels, Context.Cancellation);
        Prepare(_paths.Count > 0 ? PlateFiles.FolderOf(_paths) : "",
            plan with { IsStrict = Context.Batch.Strict }, null);
    }

    /// <param name="earlier">The run whose statistics of the plate and hashes are used; null for none.</param>
    private void Prepare(string? folder, PlatePlan plan, PlateRun? earlier)
    {
        var targets = _targets with { Destination = _targets.Destination ?? folder };
        _plate = new PlateSegmenter(Options, targets, plan, Context.Codec, _map, earlier?.Plate);
        _database = new RunDatabase(_openStore, _map, Options, targets);
        _provenance = earlier?._provenance ?? new PlateProvenance(Work);
        _check = new WellCheck(_plate.Work, _provenance, _plate.HasMontage);
    }

    private void ShowPlan()
    {
        Plan.Problems.ToList().ForEach(problem => Context.Display.Failure(problem, null));
        Plan.Warnings.ToList().ForEach(Context.Display.Warning);
    }

    /// <summary>Returns what an update does with a well; without one, all steps.</summary>
    /// <exception cref="StylizeException">A file that an option names cannot be read.</exception>
    private WellUpdate Update(WellItem item, CancellationToken cancellation) => !_targets.Update ? WellUpdate.All
        : item.Update ??= _check!.Find(item, Database.Rows, cancellation);

    private WellResult Segment(WellItem item, OperationContext context)
    {
        var update = Update(item, context.Cancellation);
        if (update.IsCurrent)
        {
            return new WellResult([]) { CurrentFiles = [.. item.Timepoints.SelectMany(CurrentFiles)] };
        }

        foreach (var timepoint in item.Timepoints)
        {
            Plate.Marks.RequireNew(timepoint, Database.Rows);
            _abandoned.RemoveOnce(Work.Files.Folders(timepoint));
        }

        var result = Plate.Segment(item.Timepoints, context with
        {
            Provenance = _targets.NoProvenance ? null : _provenance!.RecordFor(item, context.Cancellation),
        }, update);
        if (update.Steps is not null) _repeated.Enqueue(update);

        return result;
    }

    private IEnumerable<WellFile> CurrentFiles(WellTimepoint well) =>
        from channel in well.Segmented
        from file in Work.Files.KindsOf(well, channel)
        where file.Kind.Length > 0 && File.Exists(file.Path)
        select new WellFile(file.Path, [.. well.Describe(file.Kind, channel.Channel, "UpToDate")]);

    /// <returns>No timepoints if nothing was segmented, or if the database failed, which then keeps the previous
    /// rows.</returns>
    private WellResult Store(WellResult segmented, Action<StylizeException> failed)
    {
        segmented.Failures.ToList().ForEach(failed);
        if (!segmented.Timepoints.Any(timepoint => timepoint.IsSegmented)) return new WellResult([]);

        try
        {
            var stored = Database.Write(segmented);
            foreach (var timepoint in segmented.Timepoints)
            {
                // The mark of a well with a failed tile stays, so that the next update retries it.
                Plate.Marks.End(timepoint, isStored: !_targets.Update || timepoint.Failures.Count == 0);
            }

            _summary.Add(segmented, Work.Summaries);
            _hasOverviews &= segmented.Timepoints.All(timepoint => timepoint.IsStored);
            return stored;
        }
        catch (StylizeException failure)
        {
            failed(failure);
            return new WellResult([]);
        }
    }

    private void Line(string text) => Context.Display.Line(StylizeException.Verbatim(text));

    /// <summary>
    /// Reports the update and the wells whose tiles no longer exist; removes these if requested and if every input was
    /// understood.
    /// </summary>
    /// <returns>True if wells were removed.</returns>
    private bool EndUpdate()
    {
        if (!_targets.Update) return false;

        var plan = Plan;
        var whole = IsWhole ? plan
            : PlatePlan.Make(
                _paths, Options with { Wells = [], Timepoints = [], Channels = [] }, Context.Codec, null,
                Context.Batch.MaxPixels, Context.Cancellation);
        var prune = _targets.Prune && AllFound && plan.Problems.Count + whole.Problems.Count == 0;
        var orphans = new PlateOrphans(Work, Database, Context.Cancellation);
        string[] lines = [.. orphans.Report(whole.Tiles, prune, Deletes, ReportDeleted)];
        Context.Display.Line(Context.Mode == RunMode.Execute ? $"{Totals}." : Totals.PreviewSummary);
        if (_check!.ChangedByLearning > 0)
        {
            Context.Display.Line(
                "Statistics of the whole plate changed; all wells that used them were segmented again.");
        }

        string[] repeated = [.. StepTable.All.Select(step => step.Name).Where(
            name => _repeated.Any(update => update.Steps!.Contains(name)))];
        if (repeated.Length > 0)
        {
            Line($"Repeated {Named(repeated)} in {Plural.WithCount(_repeated.Count, WellItem.Kind)}.");
        }

        Array.ForEach(lines, Line);
        if (lines.Length > 0 && !_targets.Prune)
        {
            Context.Display.Line("Use {Prune} to delete these files and their rows.");
        }

        return prune && lines.Length > 0;
    }

    private bool IsWhole => Options.Experiments.Count + Options.Wells.Count + Options.Timepoints.Count == 0;

    private void JudgeQuality()
    {
        var judged = new QualityJudge(Work, Context.Cancellation).Judge();
        if (judged.Count > 0) Database.Open().Judge(judged);

        if (QualityJudge.Describe(Work.Summaries.All()) is { } text) Line(text);
    }

    /// <summary>Writes overview and page if the run segmented anything, or if they do not exist or are out of
    /// date.</summary>
    private void WritePage(bool hasPruned)
    {
        _abandoned.RemoveOnce(Work.Files.PageFolders);
        var report = Report;
        if (_summary.Tiles > 0 || hasPruned
            || (IsWhole && !(_targets.Update ? report.IsCurrent() : report.IsThere)))
        {
            report.Write(_hasOverviews && !hasPruned).ToList().ForEach(file => PageWritten?.Invoke(file));
        }
    }
}
