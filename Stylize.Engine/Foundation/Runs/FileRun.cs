namespace Stylize.Engine.Runs;

/// <summary>A run that writes files for each input file.</summary>
public sealed class FileRun : ItemRun<FileItem, WrittenFile>
{
    private readonly TargetOptions _targets;
    private readonly TargetPlanner _planner;
    private readonly Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? _learn;
    private readonly List<RunInput> _held = [];
    private IOperation _operation;
    private FileWork? _work;
    private string? _first;

    /// <param name="learn">
    /// Returns the operation that has learned from all inputs, including those of other shards; called before the first input is processed.
    /// Null if the operation does not learn.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: options conflict, or name a file that cannot be read.</exception>
    public FileRun(
        RunContext<WrittenFile> context,
        IOperation operation,
        TargetOptions targets,
        Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? learn = null)
        : base(context)
    {
        _targets = targets;
        _operation = operation;
        _planner = new TargetPlanner(operation, targets);
        _learn = learn;
        if (context.Mode == RunMode.Execute && learn is null)
        {
            _ = Batch;
        }
    }

    /// <summary>The operation; after <see cref="PlanAll"/>, the one that has learned.</summary>
    public IOperation Operation => _operation;

    /// <summary>The targets of the inputs.</summary>
    public TargetPlanner Planner => _planner;

    /// <inheritdoc/>
    protected override bool ShowsTotals => _planner.IsUpdate;

    private FileWork Work => _work ??= new FileWork(_operation, _planner);

    /// <summary>True if all inputs must be known before the first is processed.</summary>
    private bool IsHeld => Context.Mode == RunMode.Estimate || JoinsInputs
        || (_learn is not null && (Context.Mode == RunMode.Execute || _targets.Update));

    /// <summary>True if all inputs are written to one file.</summary>
    private bool JoinsInputs => _planner.File is not null && _operation.Outputs.JoinsInputs;

    /// <summary>Plans the inputs of the shard of this run, without processing them.</summary>
    /// <param name="isWanted">Asks the user about items until one is wanted; without a wanted item, the run is empty. Null to skip the
    /// question.</param>
    public IReadOnlyList<FileItem> PlanAll(IEnumerable<RunInput> inputs, Func<FileItem, bool>? isWanted = null)
    {
        _held.AddRange(Selection.Choose(WithoutResults(inputs)));
        WarnOfResults();
        if (JoinsInputs && _held.Count > 1)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, TargetOptions.DestinationName,
                "Workers cannot join several inputs in one file.", "Run the operation without workers.");
        }

        FileItem[] items = [.. InShard(_held.Select(Plan))];
        if (isWanted is not null && !items.Any(isWanted)) return [];

        Learn(isWritten: true);
        return items;
    }

    /// <summary>Processes items that were planned before and waits for the results, without the summary of an update.</summary>
    /// <param name="known">All items that may follow; their source files are not replaced.</param>
    public void ProcessPlanned(IEnumerable<FileItem> known, IEnumerable<FileItem> items) => Guard(() =>
    {
        foreach (var item in known)
        {
            _planner.AddInput(item.Source);
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
        Work.CreateBatch(Context.Batch, Context.Finished, Context.Cancellation);

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll)
    {
        var chosen = areAll ? Selection.Choose(WithoutResults(inputs)) : WithoutResults(inputs).SelectMany(Selection.Add);
        if (IsHeld)
        {
            _held.AddRange(chosen);
        }
        else
        {
            Do(InShard(chosen.Select(Plan)), areAll);
        }
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

        if (IsHeld)
        {
            Learn(isWritten: Context.Mode == RunMode.Execute);
            Do(InShard(JoinsInputs && _held.Count > 1 ? [PlanJoined()] : _held.Select(Plan)), areAll: true);
        }

        EndItems();
        PreviewRunFile();
        WarnOfResults();
        var remove = Context.Mode == RunMode.Execute
            && (!_targets.Prune || Context.Display.Confirm(new RunStep("Outputs whose source no longer exists", "Remove")));
        foreach (var line in Work.EndUpdate(() => Totals, Context.Codec, AllFound, remove, ReportDeleted))
        {
            Context.Display.Line(StylizeException.Verbatim(line));
        }
    }

    /// <inheritdoc/>
    protected override ItemPrediction Predict(FileItem item) => Work.Predict(item, Context.Cancellation);

    /// <inheritdoc/>
    protected override RunStep Describe(FileItem item)
    {
        var sources = string.Join(" and ", item.Sources.Select(source => $"'{source}'"));
        return new(Work.Outputs(item, quote: ""), $"Create from {sources}")
        {
            Lines = [$"{sources} would be written to {Work.Outputs(item, quote: "'")}."],
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _work?.Dispose();
    }

    private InputSelection Selection => field ??= new InputSelection(_operation, _planner);

    private FileItem Plan(RunInput input)
    {
        AllFound &= input.Failure is null && IsThere(input);
        _first ??= input.Failure is null ? input.Path : null;
        return input.Failure is { } known ? Failed(known) : Planned(input, () => _planner.Plan(Context.Open(input)), Failed);

        FileItem Failed(StylizeException failure) => new(Context.Open(input)) { Failure = failure };
    }

    /// <summary>True for bytes, and for files and folders that exist. A folder that is not there, such as on a disk that is not mounted,
    /// arrives as the name of a file.</summary>
    private static bool IsThere(RunInput input) => input.Source.Bytes is not null || Path.Exists(input.Source.Name)
        || FrameSequence.Exists(input.Source.Name);

    private FileItem PlanJoined()
    {
        var areFound = _held.All(input => input.Failure is null && IsThere(input));
        AllFound &= areFound;
        var item = _planner.Plan(ImageInput.Join([.. _held.Select(Context.Open)]));
        if (areFound) return item;

        // One error names the missing inputs and the unreadable ones.
        StylizeException[] failures =
            [.. _held.Zip(item.Input.Parts, (input, part) => input.Failure ?? Unreadable(part)).OfType<StylizeException>()];
        return item with { Failure = JoinedInputs.Failure(failures, _held.Count) };
    }

    private static StylizeException? Unreadable(ImageInput input)
    {
        StylizeException? found = null;
        StylizeException.Try(() => _ = input.Info, failure => found = failure);
        return found;
    }

    /// <summary>Shows the file of the whole run, if its content is not known to be the same.</summary>
    private void PreviewRunFile()
    {
        if (Context.Mode == RunMode.Preview && _operation.RunFile is { } file && _first is { } source
            && _planner.PathToWrite(file, source, out _) is { } path)
        {
            var output = $"'{path}'{(File.Exists(path) ? " (replaced)" : "")}";
            Context.Display.Preview(new RunStep(file.Name, $"Write {output}") { Lines = [$"{output} would be written for all inputs."] });
        }
    }

    private IEnumerable<ImageInput> Inputs => _held.Where(input => input.Failure is null).Select(Context.Open);

    private void Learn(bool isWritten)
    {
        ImageInput[] inputs = [.. Inputs];
        if (_learn is null || inputs.Length == 0) return;

        if (isWritten)
        {
            _planner.RequireWritable(inputs[0].Source.Name);
        }

        _operation = Context.Display.Wait(progress => _learn(inputs, new OperationContext
        {
            Cancellation = Context.Cancellation,
            MaxThreads = Context.Batch.Limits.MaxThreads,
            Progress = progress,
        }));
        if (isWritten && _operation.RunFile is { } file)
        {
            _planner.Write(file, inputs[0].Source.Name);
        }
    }

    private BatchEstimate Estimate()
    {
        var estimator = new BatchEstimator(_operation, Context.Batch.Limits);
        return Context.Display.Wait(progress =>
            estimator.Estimate(Inputs, Context.Request with { Progress = progress }, Context.Cancellation));
    }
}
