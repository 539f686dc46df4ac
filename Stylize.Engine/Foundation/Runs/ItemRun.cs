namespace Stylize.Engine.Runs;

/// <summary>
/// A run over many inputs, the same for all front ends: <see cref="Take"/> inputs, then <see cref="Complete"/>. The
/// display of the context receives results, failures, progress and final lines in input order, as soon as they are
/// ready. <see cref="RunMode"/> selects the treatment of the inputs. For one thread, which also makes all calls to the
/// display.
/// </summary>
internal abstract class ItemRun<TItem, TResult> : IDisposable
    where TItem : class, IBatchItem
    where TResult : class
{
    /// <summary>Maximum number of inputs to plan before the first starts. With more, progress has no total.</summary>
    private const int LookAhead = 10_000;

    private readonly Queue<TItem> _previewed = new();
    private readonly SkippedResults _skipped = new();
    private readonly Dictionary<(string, object?), bool> _taken = [];
    private BatchTotals _previewTotals;
    private ItemBatch<TItem, TResult>? _batch;
    private long _seen;
    private int _posted;
    private bool _ended;

    /// <exception cref="StylizeException">OptionInvalid: an option of the batch is invalid.</exception>
    protected ItemRun(RunContext<TResult> context)
    {
        context.Batch.Validate();
        Context = context;
    }

    /// <summary>The totals so far, or those of the preview.</summary>
    public BatchTotals Totals => _batch?.Totals ?? _previewTotals;

    /// <summary>False if an input could not be found or listed, so that sources may only be unreachable.</summary>
    public bool AllFound { get; set; } = true;

    /// <summary>The context from the front end.</summary>
    protected RunContext<TResult> Context { get; }

    /// <summary>The batch, created at first use.</summary>
    protected ItemBatch<TItem, TResult> Batch => _batch ??= CreateBatch();

    /// <summary>True if the run shows the totals in a line of its own.</summary>
    protected virtual bool ShowsTotals => false;

    private IRunDisplay<TResult> Display => Context.Display;

    /// <summary>Adds inputs.</summary>
    /// <param name="areAll">True if there are no further inputs, so that their number is the total.</param>
    /// <exception cref="StylizeException">OptionInvalid: the inputs do not fit the options.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Take(IEnumerable<RunInput> inputs, bool areAll = false) => Guard(() => TakeInputs(inputs, areAll));

    /// <summary>Shows the results of the inputs so far, waiting for them at most the given time.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Deliver(TimeSpan atMost) => Guard(() => _batch?.Runner.Deliver(Show, Relay, atMost));

    /// <summary>Ends the input, waits for all results, and shows the summary.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the inputs do not fit the options.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Complete() => Guard(() =>
    {
        CompleteRun();
        EndReport();
    });

    /// <summary>Stops running items and waits until they have cleaned up, at most 1.5 s.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing) => _batch?.Dispose();

    /// <summary>Creates the batch that processes the items.</summary>
    protected abstract ItemBatch<TItem, TResult> CreateBatch();

    /// <inheritdoc cref="Take"/>
    protected abstract void TakeInputs(IEnumerable<RunInput> inputs, bool areAll);

    /// <inheritdoc cref="Complete"/>
    protected abstract void CompleteRun();

    /// <summary>Prepares the shared state of all items, before the first starts.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>Predicts the outcome of an item.</summary>
    protected virtual ItemPrediction Predict(TItem item) => default;

    /// <summary>Describes the work on an item.</summary>
    protected virtual RunStep Describe(TItem item) => new(item.Source, "");

    /// <summary>Processes a successful result; by default shows it.</summary>
    protected virtual void Deliver(BatchResult<TResult> result) => Display.Result(result);

    /// <summary>Returns the input that a failure names.</summary>
    protected virtual string FailedInput(BatchResult<TResult> result) => result.Source;

    /// <summary>Returns the inputs that are not results of Stylize, that the context does not skip, and that did not
    /// come in another way before.</summary>
    protected IEnumerable<RunInput> WithoutResults(IEnumerable<RunInput> inputs) =>
        inputs.Select(
            input => Planned(input, () => IsSkipped(input) ? null : input, failure => input with { Failure = failure }))
            .OfType<RunInput>();

    /// <summary>Returns what is planned for an input before its work. Any failure becomes the failure of this input, so
    /// that it does not end the run. Errors of options still end it.</summary>
    protected static T Planned<T>(RunInput input, Func<T> plan, Func<StylizeException, T> failed)
    {
        try
        {
            return plan();
        }
        catch (Exception failure) when (failure is not OperationCanceledException
            and not StylizeException { Error: StylizeError.OptionInvalid })
        {
            return failed(BatchFailure.From(input.Path, failure));
        }
    }

    private bool IsSkipped(RunInput input)
    {
        if (!input.IsFile) return false;

        var key = (input.Path, input.Settings);
        if (!_taken.TryAdd(key, input.IsListed) && (input.IsListed || _taken[key])) return true;
        if (input.IsChosen || Context.Named?.IsOnly(input.Path) == true) return false;
        if (Context.Skip?.Skips(input.Path) == true) return true;
        if (Context.IsResult?.Invoke(input.Path) != true) return false;

        _skipped.Add(input.Path);
        return true;
    }

    /// <summary>Warns about the inputs that were skipped.</summary>
    protected void WarnOfResults()
    {
        if (Context.Skip?.Warning is { } others)
        {
            Display.Warning(others);
        }

        if (_skipped.Warning is not { } warning) return;

        Display.Warning(warning);
        foreach (var path in Context.Batch.Verbose ? _skipped.Paths : [])
        {
            Display.Detail($"Skipped the result '{path}'.");
        }
    }

    /// <summary>Returns the items in the shard of this run. Pass each item of all shards once, in order.</summary>
    protected IEnumerable<TItem> InShard(IEnumerable<TItem> items) =>
        items.Where(_ => Context.Batch.Shard is not { } shard || shard.Takes(_seen++));

    /// <summary>Processes or previews items. Plans up to 10,000 items before the first starts.</summary>
    /// <param name="items">The items in the shard of this run, planned lazily.</param>
    protected void Do(IEnumerable<TItem> items, bool areAll)
    {
        using var input = items.GetEnumerator();
        var known = new List<TItem>();
        while (known.Count < LookAhead && input.MoveNext())
        {
            known.Add(input.Current);
        }

        var isKnown = known.Count < LookAhead;
        if (areAll && Context.Mode == RunMode.Execute)
        {
            Batch.Runner.Total = isKnown ? _posted + known.Count : null;
        }

        known.ForEach(Do);
        while (!isKnown && input.MoveNext())
        {
            Do(input.Current);
        }
    }

    /// <summary>Processes items, enumerating each only when there is room for it.</summary>
    protected void ProcessLazily(IEnumerable<TItem> items)
    {
        foreach (var result in Batch.Runner.Run(items))
        {
            Show(result);
        }
    }

    /// <summary>Asks whether to delete files that the run no longer creates; in a preview, shows them.</summary>
    /// <param name="prediction">What would happen, as a sentence.</param>
    protected bool Deletes(IEnumerable<string> files, string prediction)
    {
        var step = new RunStep(string.Join(", ", files), "Delete") { Lines = [prediction] };
        if (Context.Mode == RunMode.Execute) return Display.Confirm(step);

        Display.Preview(step);
        return false;
    }

    /// <summary>Adds a deleted file to totals and report.</summary>
    protected void ReportDeleted(string source, string path) => Batch.ReportDeleted(source, path);

    /// <summary>Waits until all items are processed or previewed.</summary>
    protected void EndItems()
    {
        if (Context.Mode == RunMode.Preview)
        {
            while (_previewed.TryDequeue(out var item))
            {
                Preview(item);
            }

            return;
        }

        Batch.Runner.Total = _posted;
        Batch.Runner.Drain(Show, Relay);
        EndResults();
    }

    /// <summary>Completes the report of a run that has processed items.</summary>
    protected void EndReport()
    {
        if (_batch is null) return;

        if (Batch.Finish() is { } failure)
        {
            Display.Failure(failure, Context.Batch.ReportPath);
        }

        Batch.ShowsTotals = ShowsTotals;
        if (Batch.Summary is { } summary)
        {
            Display.Detail(summary);
        }
    }

    /// <summary>Processes or previews an item in the shard of this run.</summary>
    protected void Do(TItem item)
    {
        if (Context.Mode == RunMode.Preview)
        {
            // A run knows some inputs ahead of the one that it starts and refuses to write to them; the preview does
            // the same.
            _previewed.Enqueue(item);
            if (_previewed.Count > (Context.Batch.Limits.Window ?? LookAhead))
            {
                Preview(_previewed.Dequeue());
            }
        }
        else if (!Display.Asks || !Predict(item).IsWritten || Display.Confirm(Describe(item)))
        {
            if (_posted++ == 0)
            {
                Begin();
            }

            Batch.Runner.Post(item, Show, Relay);
        }
    }

    private void Preview(TItem item)
    {
        Context.Cancellation.ThrowIfCancellationRequested();
        var prediction = Predict(item);
        _previewTotals = _previewTotals.With(prediction);
        if (prediction.Failure is { } failure)
        {
            Display.Failure(failure, item.Source);
        }
        else if (prediction.IsWritten)
        {
            Display.Preview(Describe(item));
        }
    }

    private void Show(BatchResult<TResult> result)
    {
        RelayMessages();
        if (result.Succeeded)
        {
            Deliver(result);
        }
        else
        {
            Display.Failure(result.Failure, FailedInput(result));
        }

        Display.Ended(result);
        Relay();
    }

    private void Relay()
    {
        RelayMessages();
        Display.Progress(() => Batch.Progress);
    }

    private void RelayMessages()
    {
        while (Batch.TryTakeMessage(out var message))
        {
            Display.Message(message);
        }
    }

    private void EndResults()
    {
        if (_batch is not null && !_ended)
        {
            _ended = true;
            RelayMessages();
            Display.EndResults();
        }
    }

    /// <summary>Runs a step; if it fails or is stopped, notifies the display that no further results follow.</summary>
    protected void Guard(Action step)
    {
        try
        {
            step();
        }
        catch
        {
            EndResults();
            throw;
        }
    }
}
