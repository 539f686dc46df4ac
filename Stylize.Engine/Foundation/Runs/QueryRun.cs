namespace Stylize.Engine.Runs;

/// <summary>A run that returns something about each input and writes no files.</summary>
/// <param name="query">Processes an item; called concurrently.</param>
/// <param name="refusal">Returns the failure of an input that is known before any work; null for none.</param>
internal sealed class QueryRun<TResult>(
    RunContext<TResult> context, Func<FileItem, OperationContext, TResult> query, Func<FileItem, long> estimateMemory,
    Func<RunInput, StylizeException?>? refusal = null) : ItemRun<FileItem, TResult>(context)
    where TResult : class
{
    /// <inheritdoc/>
    protected override ItemBatch<FileItem, TResult> CreateBatch() =>
        new(query, Context.Batch, estimateMemory, Context.Cancellation);

    /// <inheritdoc/>
    protected override void TakeInputs(IEnumerable<RunInput> inputs, bool areAll) =>
        Do(InShard(WithoutResults(inputs).Select(input => new FileItem(Context.Open(input))
        {
            Failure = input.Failure ?? refusal?.Invoke(input), Settings = input.Settings,
        })), areAll);

    /// <inheritdoc/>
    protected override void CompleteRun()
    {
        EndItems();
        WarnOfResults();
    }
}
