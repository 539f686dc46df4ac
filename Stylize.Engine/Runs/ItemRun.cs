using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Runs;

/// <summary>
/// One run over many inputs, the same for all front ends: <see cref="Take"/> inputs as they come, then <see cref="Complete"/>. Results,
/// failures, progress and closing lines go to the display of the context, in the order of the inputs and as soon as they are ready. The
/// context's <see cref="RunMode"/> says what is done with the inputs. For one thread, which also makes all calls of the display.
/// </summary>
public abstract class ItemRun<TItem, TResult> : IDisposable
    where TItem : class, IBatchItem
    where TResult : class
{
    /// <summary>Inputs that are planned before the first of them begins, if they are known; the progress of more shows no total.</summary>
    private const int LookAhead = 10_000;

    private readonly Queue<TItem> _previewed = new();
    private BatchTotals _wouldBe;
    private ItemBatch<TItem, TResult>? _batch;
    private long _seen;
    private int _posted;
    private bool _ended;

    /// <exception cref="StylizeException">OptionInvalid: an option of the batch is wrong.</exception>
    protected ItemRun(RunContext<TResult> context)
    {
        context.Batch.Validate();
        Context = context;
    }

    /// <summary>What became of the items so far, or what would become of them.</summary>
    public BatchTotals Totals => _batch?.Totals ?? _wouldBe;

    /// <summary>False once an input could not be found or listed: then a source that seems gone may only be out of reach.</summary>
    public bool AllFound { get; set; } = true;

    /// <summary>What the front end gave.</summary>
    protected RunContext<TResult> Context { get; }

    /// <summary>The batch; created with the first use.</summary>
    protected ItemBatch<TItem, TResult> Batch => _batch ??= CreateBatch();

    private IRunDisplay<TResult> Display => Context.Display;

    /// <summary>Takes inputs of the run.</summary>
    /// <param name="areAll">True if no others will come, so that their number is the total.</param>
    /// <exception cref="StylizeException">OptionInvalid: the inputs do not fit the options.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Take(IEnumerable<RunInput> inputs, bool areAll = false) => Guard(() => TakeInputs(inputs, areAll));

    /// <summary>Ends the inputs, waits for all results, and shows how the run ended.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the inputs do not fit the options.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Complete() => Guard(CompleteRun);

    /// <summary>Stops what is under way and waits, a second and a half at most, until it has cleaned up.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing) => _batch?.Dispose();

    /// <summary>Creates the batch that does the items.</summary>
    protected abstract ItemBatch<TItem, TResult> CreateBatch();

    /// <inheritdoc cref="Take"/>
    protected abstract void TakeInputs(IEnumerable<RunInput> inputs, bool areAll);

    /// <inheritdoc cref="Complete"/>
    protected abstract void CompleteRun();

    /// <summary>Prepares what all items need, before the first of them begins.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>What a run would do with an item as things stand.</summary>
    protected virtual ItemOutlook Foresee(TItem item) => default;

    /// <summary>The work on an item in words.</summary>
    protected virtual RunStep Describe(TItem item) => new(item.Source, "");

    /// <summary>Goes on with a result that has succeeded; by default it is shown.</summary>
    protected virtual void Deliver(BatchResult<TResult> result) => Display.Result(result);

    /// <summary>The input that a failure names.</summary>
    protected virtual string FailedInput(BatchResult<TResult> result) => result.Source;

    /// <summary>The items of this run's shard; to be called once for each item of all shards, in order.</summary>
    protected IEnumerable<TItem> Mine(IEnumerable<TItem> items) =>
        items.Where(_ => Context.Batch.Shard is not { } shard || shard.Takes(_seen++));

    /// <summary>Does or previews items. As many as can be known are planned before the first begins.</summary>
    /// <param name="items">The items of this run's shard, planned as they are enumerated.</param>
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

    /// <summary>Does items one after the other as there is room for them: none is taken before its turn.</summary>
    protected void DoLazily(IEnumerable<TItem> items)
    {
        foreach (var result in Batch.Runner.Run(items))
        {
            Show(result);
        }
    }

    /// <summary>Waits until all items are done or previewed, and writes the report.</summary>
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
        if (Batch.Finish() is { } failure)
        {
            Display.Failure(failure, Context.Batch.ReportPath);
        }

        if (Batch.Summary is { } summary)
        {
            Display.Detail(summary);
        }
    }

    /// <summary>Does or previews one item of this run's shard.</summary>
    protected void Do(TItem item)
    {
        if (Context.Mode == RunMode.Preview)
        {
            // A run knows some inputs ahead of the one that it begins, and so refuses to write to any of them.
            _previewed.Enqueue(item);
            if (_previewed.Count > (Context.Batch.Limits.Window ?? LookAhead))
            {
                Preview(_previewed.Dequeue());
            }
        }
        else if (!Display.Asks || !Foresee(item).IsWritten || Display.Confirm(Describe(item)))
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
        var outlook = Foresee(item);
        _wouldBe = _wouldBe.With(outlook);
        if (outlook.Failure is { } failure)
        {
            Display.Failure(failure, item.Source);
        }
        else if (outlook.IsWritten)
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

    /// <summary>Runs a step; if it is stopped or fails, the display learns that no further results come.</summary>
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
