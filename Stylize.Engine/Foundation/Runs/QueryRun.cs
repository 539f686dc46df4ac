namespace Stylize.Engine.Runs;

/// <summary>A run that returns something about each input and writes no files.</summary>
/// <param name="query">Processes an item; called concurrently.</param>
internal sealed class QueryRun<TItem, TResult>(
    RunContext<TResult> context,
    Func<RunInput, TItem> plan,
    Func<TItem, OperationContext, TResult> query,
    Func<TItem, long> estimateMemory) : ItemRun<TItem, TResult>(context)
    where TItem : class, IBatchItem
    where TResult : class
{
    /// <inheritdoc/>
    protected override ItemBatch<TItem, TResult> CreateBatch() =>
        new(query, Context.Batch, estimateMemory, Context.Cancellation);

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll) =>
        Do(InShard(WithoutResults(inputs).Select(plan)), areAll);

    /// <inheritdoc/>
    protected override void CompleteRun()
    {
        EndItems();
        WarnOfResults();
    }
}
