using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Runs;

/// <summary>
/// Shows a run to its user. All calls come from the thread that drives the run. Failures and warnings name options as {Name}, which a front
/// end spells.
/// </summary>
/// <typeparam name="TResult">The result of one item.</typeparam>
public interface IRunDisplay<TResult>
    where TResult : class
{
    /// <summary>Shows what became of an item that succeeded; results come in the order of the inputs.</summary>
    void Result(BatchResult<TResult> result);

    /// <summary>Shows a failure; the run goes on.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="source">The input that failed; null if none did.</param>
    void Failure(StylizeException failure, string? source);

    /// <summary>Notes that an item has ended, after its result or failures were shown.</summary>
    void Ended(BatchResult<TResult> result)
    {
    }

    /// <summary>Shows a line that the work on an item reports.</summary>
    void Message(BatchMessage message);

    /// <summary>Shows a warning about the run.</summary>
    void Warning(string text);

    /// <summary>Shows a closing line of the run, such as the totals of an update; it is information, not a result.</summary>
    void Line(string text);

    /// <summary>Shows a line to people who asked for detail.</summary>
    void Detail(string text);

    /// <summary>Shows the progress of the run if it is time to; called ten times a second or more.</summary>
    void Progress(Func<BatchProgress> progress);

    /// <summary>Removes the progress: no further results come. Called once, also if the run is stopped.</summary>
    void EndResults();

    /// <summary>Runs a long piece of work that precedes the first item, and shows its progress.</summary>
    /// <param name="work">The work; it may report its progress from any thread.</param>
    T Wait<T>(Func<Action<OperationProgress>, T> work);

    /// <summary>Shows what a run would do with an item; nothing is done.</summary>
    void Preview(RunStep step);

    /// <summary>Shows the estimate of the run; nothing is done.</summary>
    void Estimate(BatchEstimate estimate);

    /// <summary>True if the user is asked about each item before it is done.</summary>
    bool Asks => false;

    /// <summary>Asks the user whether to do a step.</summary>
    bool Confirm(RunStep step) => true;
}

/// <summary>Something that a run does, in words.</summary>
/// <param name="Source">What it is done with: the item's name.</param>
/// <param name="Action">What is done, such as "Write 'a.pixelart.png'".</param>
public sealed record RunStep(string Source, string Action)
{
    /// <summary>The step in sentences about what would be done.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];
}
