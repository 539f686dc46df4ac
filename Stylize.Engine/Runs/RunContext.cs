using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Runs;

/// <summary>Shows a run to its user, on the thread that drives the run. Failures and warnings name options as {Name}.</summary>
public interface IRunDisplay<TResult>
    where TResult : class
{
    /// <summary>Shows what became of an item that succeeded; results come in the order of the inputs.</summary>
    void Result(BatchResult<TResult> result);

    /// <summary>Shows a failure; the run goes on.</summary>
    void Failure(StylizeException failure, string? source);

    /// <summary>Notes that an item has ended, after its result or failures were shown.</summary>
    void Ended(BatchResult<TResult> result)
    {
    }

    /// <summary>Shows a line that the work on an item reports.</summary>
    void Message(BatchMessage message)
    {
    }

    /// <summary>Shows a warning about the run.</summary>
    void Warning(string text)
    {
    }

    /// <summary>Shows a closing line of the run, such as the totals of an update; it is information, not a result.</summary>
    void Line(string text)
    {
    }

    /// <summary>Shows a line to people who asked for detail.</summary>
    void Detail(string text)
    {
    }

    /// <summary>Shows the progress of the run if it is time to; called ten times a second or more.</summary>
    void Progress(Func<BatchProgress> progress)
    {
    }

    /// <summary>Removes the progress: no further results come. Called once, also if the run is stopped.</summary>
    void EndResults()
    {
    }

    /// <summary>Runs a long piece of work that precedes the first item, and shows its progress.</summary>
    T Wait<T>(Func<Action<OperationProgress>, T> work) => work(_ => { });

    /// <summary>Shows what a run would do with an item; nothing is done.</summary>
    void Preview(RunStep step)
    {
    }

    /// <summary>Shows the estimate of the run; nothing is done.</summary>
    void Estimate(BatchEstimate estimate)
    {
    }

    /// <summary>True if the user is asked about each item before it is done.</summary>
    bool Asks => false;

    /// <summary>Asks the user whether to do a step.</summary>
    bool Confirm(RunStep step) => true;
}

/// <summary>Something that a run does, in words.</summary>
public sealed record RunStep(string Source, string Action)
{
    /// <summary>The step in sentences about what would be done.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];
}

/// <summary>What a run does with its inputs.</summary>
public enum RunMode
{
    /// <summary>Processes them.</summary>
    Execute,

    /// <summary>Shows what would be written, left, removed or refused; writes nothing.</summary>
    Preview,

    /// <summary>Only plans them, for those who give the work to others.</summary>
    Plan,

    /// <summary>Estimates time and memory from a few of them; writes nothing.</summary>
    Estimate,
}

/// <summary>What a front end gives to a run.</summary>
public sealed record RunContext<TResult>(IRunDisplay<TResult> Display, IImageCodec Codec)
    where TResult : class
{
    /// <summary>What is done with the inputs.</summary>
    public RunMode Mode { get; init; }

    /// <summary>Limits, report, shard and verbosity.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>What is asked of an estimate.</summary>
    public EstimateRequest Request { get; init; } = new();

    /// <summary>Called on a worker's thread with each result as soon as it is there, without waiting for slower inputs before it.</summary>
    public Action<BatchResult<TResult>>? Finished { get; init; }

    /// <summary>Stops the run within a second; no temporary file is left.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>An input as operations read it, with the limit of pixels.</summary>
    public ImageInput Open(RunInput input) => new(
        input.Source, Codec,
        Batch.MaxPixels is { } limit ? DecodeOptions.Default with { MaxPixels = limit } : DecodeOptions.Default);
}
