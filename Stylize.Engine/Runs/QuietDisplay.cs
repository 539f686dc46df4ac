using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Runs;

/// <summary>A display that shows nothing but what a derived class shows.</summary>
/// <typeparam name="TResult">The result of one item.</typeparam>
public abstract class QuietDisplay<TResult> : IRunDisplay<TResult>
    where TResult : class
{
    /// <inheritdoc/>
    public abstract void Result(BatchResult<TResult> result);

    /// <inheritdoc/>
    public abstract void Failure(StylizeException failure, string? source);

    /// <inheritdoc/>
    public virtual void Ended(BatchResult<TResult> result) { }

    /// <inheritdoc/>
    public virtual void Message(BatchMessage message) { }

    /// <inheritdoc/>
    public virtual void Warning(string text) { }

    /// <inheritdoc/>
    public virtual void Line(string text) { }

    /// <inheritdoc/>
    public virtual void Detail(string text) { }

    /// <inheritdoc/>
    public virtual void Progress(Func<BatchProgress> progress) { }

    /// <inheritdoc/>
    public virtual void EndResults() { }

    /// <inheritdoc/>
    public virtual T Wait<T>(Func<Action<OperationProgress>, T> work) => work(_ => { });

    /// <inheritdoc/>
    public virtual void Preview(RunStep step) { }

    /// <inheritdoc/>
    public virtual void Estimate(BatchEstimate estimate) { }
}
