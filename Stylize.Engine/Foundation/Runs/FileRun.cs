namespace Stylize.Engine.Runs;

/// <summary>What a run does with inputs: an operation, and the targets of its outputs.</summary>
/// <param name="learn">
/// Returns the operation that has learned from all inputs with these settings, including those of other shards; called
/// before the first of them is processed. Null if the operation does not learn.
/// </param>
internal sealed class FileSettings(
    IOperation operation, TargetOptions targets,
    Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? learn = null)
{
    internal TargetOptions Targets => targets;

    internal Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learn => learn;

    /// <summary>The operation; after the run has learned, the one that has learned.</summary>
    internal IOperation Operation { get; set; } = operation;

    /// <summary>The targets; null before the run has inputs with these settings.</summary>
    internal TargetPlanner? Planner { get; set; }

    internal FileWork? Work { get; set; }

    /// <summary>Inputs that wait until all are known.</summary>
    internal List<RunInput> Held { get; } = [];

    /// <summary>The first input that exists; null before it is planned.</summary>
    internal string? First { get; set; }

    /// <summary>True if each frame of an input is an input of its own.</summary>
    internal bool TakesAllFrames => FrameOptions.TakesAll(Operation);

    /// <summary>True if all inputs are written to one file.</summary>
    internal bool JoinsInputs => Planner!.File is not null && Operation.Outputs.JoinsInputs;
}

/// <summary>A run that writes files for each input file.</summary>
internal sealed class FileRun : ItemRun<FileItem, WrittenFile>
{
    private readonly List<FileSettings> _all = [];

    /// <exception cref="StylizeException">OptionInvalid: options conflict, or name a file that cannot be
    /// read.</exception>
    /// <param name="settings">What the run does with inputs without <see cref="RunInput.Settings"/>.</param>
    public FileRun(RunContext<WrittenFile> context, FileSettings settings)
        : base(context)
    {
        Begin(settings);
        if (settings.Learn is not null) return;

        WorkOf(settings).ReadOptions();
        if (context.Mode == RunMode.Execute)
        {
            _ = Batch;
        }
    }

    /// <inheritdoc cref="FileSettings(IOperation, TargetOptions, Func{IReadOnlyList{ImageInput}, OperationContext, IOperation}?)"/>
    /// <inheritdoc cref="FileRun(RunContext{WrittenFile}, FileSettings)"/>
    public FileRun(
        RunContext<WrittenFile> context,
        IOperation operation,
        TargetOptions targets,
        Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? learn = null)
        : this(context, new FileSettings(operation, targets, learn))
    {
    }

    /// <summary>The operation; after <see cref="PlanAll"/>, the one that has learned.</summary>
    public IOperation Operation => Common.Operation;

    /// <summary>The targets of the inputs.</summary>
    public TargetPlanner Planner => Common.Planner!;

    /// <inheritdoc/>
    protected override bool ShowsTotals => _all.Exists(settings => settings.Planner!.IsUpdate);

    /// <summary>The settings of inputs without settings of their own.</summary>
    private FileSettings Common => _all[0];

    private FileSettings Begin(FileSettings settings)
    {
        if (settings.Planner is null)
        {
            settings.Planner = new TargetPlanner(settings.Operation, settings.Targets, _all.FirstOrDefault()?.Planner);
            _all.Add(settings);
        }

        return settings;
    }

    private FileWork WorkOf(FileItem item) => WorkOf(item.Settings as FileSettings ?? Common);

    private FileWork WorkOf(FileSettings settings)
    {
        lock (_all)
        {
            return settings.Work ??=
                new FileWork(settings.Operation, settings.Planner!, settings == Common ? null : WorkOf(Common));
        }
    }

    /// <summary>True if all inputs must be known before the first is processed.</summary>
    private bool IsHeld(FileSettings settings) => Context.Mode == RunMode.Estimate || settings.JoinsInputs
        || (settings.Learn is not null && (Context.Mode == RunMode.Execute || settings.Targets.Update));

    /// <summary>Plans the inputs of the shard of this run, without processing them.</summary>
    /// <param name="isWanted">Asks the user about items until one is wanted; without a wanted item, the run is empty.
    /// Null to skip the question.</param>
    public IReadOnlyList<FileItem> PlanAll(IEnumerable<RunInput> inputs, Func<FileItem, bool>? isWanted = null)
    {
        Common.Held.AddRange(Selection.Choose(WithoutResults(inputs)));
        WarnOfResults();
        if (Common is { JoinsInputs: true, Held.Count: > 1 })
        {
            throw Errors.JoinOnWorkers.With(TargetOptions.DestinationName);
        }

        if (Common.TakesAllFrames) throw Errors.FramesOnWorkers.With(nameof(FrameOptions.Frame));

        FileItem[] items = [.. InShard(Common.Held.Select(Plan))];
        if (isWanted is not null && !items.Any(isWanted)) return [];

        Learn(Common, isWritten: true);
        return items;
    }

    /// <summary>Processes items that were planned before and waits for the results, without the summary of an
    /// update.</summary>
    /// <param name="known">All items that may follow; their source files are not replaced.</param>
    public void ProcessPlanned(IEnumerable<FileItem> known, IEnumerable<FileItem> items) => Guard(() =>
    {
        foreach (var item in known)
        {
            Planner.AddInput(item.Source);
        }

        foreach (var item in items)
        {
            Do(item);
        }

        EndItems();
        EndReport();
    });

    /// <inheritdoc/>
    protected override ItemBatch<FileItem, WrittenFile> CreateBatch() =>
        WorkOf(Common)
            .CreateBatch(
                Context.Batch with { ReportCodec = Context.Codec }, WorkOf, Context.Finished, Context.Cancellation);

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll)
    {
        var items = InShard(Chosen(inputs, areAll).SelectMany(FramesOf).Where(input => !Hold(input)).Select(Plan));
        if (IsHeld(Common))
        {
            // A batch, which a known total would begin, has to wait until the operation has learned.
            items.ToList().ForEach(Do);
        }
        else
        {
            Do(items, areAll);
        }
    }

    private IEnumerable<RunInput> Chosen(IEnumerable<RunInput> inputs, bool areAll)
    {
        foreach (var input in WithoutResults(inputs).SelectMany(Chosen))
        {
            yield return input;
        }

        foreach (var input in areAll ? Selection.End() : [])
        {
            yield return input;
        }
    }

    /// <summary>Returns the inputs whose destination fits. That of an input with its own settings needs no
    /// others.</summary>
    private IReadOnlyList<RunInput> Chosen(RunInput input)
    {
        if (input.Settings is not FileSettings own) return Selection.Add(input);

        var refusal = input.Failure;
        StylizeException.Try(() => refusal ??= Begin(own).Planner!.RefusalForOne, failure => refusal = failure);
        return [refusal is null ? input : input with { Failure = refusal, Settings = null }];
    }

    /// <summary>Returns an input for each frame of a file if the options choose all.</summary>
    private IEnumerable<RunInput> FramesOf(RunInput input)
    {
        var pages = 1;
        if (input.Failure is null && (input.Settings as FileSettings ?? Common).TakesAllFrames)
        {
            // The item reports an input that cannot be read.
            StylizeException.Try(() => pages = Context.Open(input).Info.Pages, _ => { });
        }

        return pages == 1 ? [input] : Enumerable.Range(0, pages).Select(page => input with { Page = page });
    }

    private bool Hold(RunInput input)
    {
        var settings = input.Settings as FileSettings ?? Common;
        if (!IsHeld(settings)) return false;

        settings.Held.Add(input);
        return true;
    }

    /// <inheritdoc/>
    protected override void CompleteRun()
    {
        TakeInputs([], areAll: true);
        if (Context.Mode == RunMode.Estimate)
        {
            var estimate = Estimate();
            WarnOfResults();
            Context.Display.Estimate(estimate);
            return;
        }

        foreach (var settings in _all.Where(IsHeld))
        {
            var isJoined = settings is { JoinsInputs: true, Held.Count: > 1 };
            Learn(settings, isWritten: Context.Mode == RunMode.Execute);
            Do(InShard(isJoined ? [PlanJoined(settings)] : settings.Held.Select(Plan)), areAll: true);
        }

        EndItems();
        _all.ForEach(PreviewRunFile);
        WarnOfResults();
        var updates = _all.Where(settings => settings.Planner!.IsUpdate)
            .DistinctBy(
                settings => (settings.Planner!.File, settings.Planner.DestinationFolder, settings.Planner.RelativeTo))
                .ToList();
        if (updates.Count == 0) return;

        // Outputs are removed before they are counted.
        var lines = updates.SelectMany(
            settings => WorkOf(settings).EndUpdate(() => Totals, Context.Codec, AllFound, Deletes, ReportDeleted))
            .ToList();
        foreach (var line in lines.Prepend(Context.Mode == RunMode.Execute ? $"{Totals}." : Totals.PreviewSummary)
            .Distinct())
        {
            Context.Display.Line(StylizeException.Verbatim(line));
        }
    }

    /// <inheritdoc/>
    protected override ItemPrediction Predict(FileItem item) => WorkOf(item).Predict(item, Context.Cancellation);

    /// <inheritdoc/>
    protected override RunStep Describe(FileItem item)
    {
        var sources = string.Join(" and ", item.Sources.Select(source => $"'{source}'"));
        return new(WorkOf(item).Outputs(item, quote: ""), $"Create from {sources}")
        {
            Lines = [$"{sources} would be written to {WorkOf(item).Outputs(item, quote: "'")}."],
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Common.Work?.Dispose();
    }

    private InputSelection Selection => field ??= new InputSelection(Operation, Planner);

    private FileItem Plan(RunInput input)
    {
        var own = input.Settings as FileSettings;
        var settings = own ?? Common;
        AllFound &= input.Failure is null && IsThere(input);
        settings.First ??= input.Failure is null ? input.Path : null;
        return input.Failure is { } known
            ? Failed(known)
            : Planned(
                input, () => settings.Planner!.Plan(Context.Open(input), input.Page) with { Settings = own }, Failed);

        FileItem Failed(StylizeException failure) => new(Context.Open(input)) { Failure = failure, Settings = own };
    }

    /// <summary>True for bytes, and for files and folders that exist. A folder that is not there, such as on a disk
    /// that is not mounted, arrives as the name of a file.</summary>
    private static bool IsThere(RunInput input) => input.Source.Bytes is not null || Path.Exists(input.Source.Name)
        || FrameSequence.Exists(input.Source.Name);

    private FileItem PlanJoined(FileSettings settings)
    {
        var held = settings.Held;
        var areFound = held.All(input => input.Failure is null && IsThere(input));
        AllFound &= areFound;
        var item = settings.Planner!.Plan(ImageInput.Join([.. held.Select(Context.Open)])) with
        {
            Settings = settings == Common ? null : settings,
        };
        if (areFound) return item;

        // One error names the missing inputs and the unreadable ones.
        StylizeException[] failures =
            [.. held.Zip(item.Input.Parts, (input, part) => input.Failure ?? Unreadable(part))
                .OfType<StylizeException>()];
        return item with { Failure = JoinedInputs.Failure(failures, held.Count) };
    }

    private static StylizeException? Unreadable(ImageInput input)
    {
        StylizeException? found = null;
        StylizeException.Try(() => _ = input.Info, failure => found = failure);
        return found;
    }

    /// <summary>Shows the file of the whole run, if its content is not known to be the same.</summary>
    private void PreviewRunFile(FileSettings settings)
    {
        if (Context.Mode == RunMode.Preview && settings.Operation.RunFile is { } file && settings.First is { } source
            && settings.Planner!.PathToWrite(file, source, out _) is { } path)
        {
            var output = $"'{path}'{(File.Exists(path) ? " (replaced)" : "")}";
            Context.Display.Preview(
                new RunStep(file.Name, $"Write {output}") { Lines = [$"{output} would be written for all inputs."] });
        }
    }

    private IEnumerable<ImageInput> Inputs(FileSettings settings) =>
        settings.Held.Where(input => input.Failure is null).Select(Context.Open);

    private void Learn(FileSettings settings, bool isWritten)
    {
        ImageInput[] inputs = [.. Inputs(settings)];
        if (settings.Learn is null || inputs.Length == 0) return;

        var planner = settings.Planner!;
        if (isWritten)
        {
            planner.RequireWritable(inputs[0].Source.Name);
        }

        settings.Operation = Context.Display.Wait(progress => settings.Learn(inputs, new OperationContext
        {
            Cancellation = Context.Cancellation,
            MaxThreads = Context.Batch.Limits.MaxThreads,
            Progress = progress,
        }));
        if (isWritten && settings.Operation.RunFile is { } file)
        {
            planner.Write(file, inputs[0].Source.Name);
        }
    }

    private BatchEstimate Estimate()
    {
        if (_all.Count > 1) throw Errors.EstimateOptions.With(null);

        var estimator = new BatchEstimator(Operation, Context.Batch.Limits);
        return Context.Display.Wait(progress =>
            estimator.Estimate(Inputs(Common), Context.Request with { Progress = progress }, Context.Cancellation));
    }
}
