namespace Stylize.Engine.Runs;

/// <summary>Shows a run to its user, on the thread that drives the run. Failures, warnings and final lines contain
/// options as {Name}.</summary>
internal interface IRunDisplay<TResult>
    where TResult : class
{
    /// <summary>Shows a successful result. Results arrive in input order.</summary>
    void Result(BatchResult<TResult> result);

    /// <summary>Shows a failure; the run continues.</summary>
    void Failure(StylizeException failure, string? source);

    /// <summary>Called when an item has ended, after its result or failures.</summary>
    void Ended(BatchResult<TResult> result)
    {
    }

    /// <summary>Shows a message of an item.</summary>
    void Message(BatchMessage message)
    {
    }

    /// <summary>Shows a warning about the run.</summary>
    void Warning(string text)
    {
    }

    /// <summary>Shows a final line of the run, such as the totals of an update.</summary>
    void Line(string text)
    {
    }

    /// <summary>Shows a line of verbose output.</summary>
    void Detail(string text)
    {
    }

    /// <summary>Shows the progress if an update is due; called at least 10 times per second.</summary>
    void Progress(Func<BatchProgress> progress)
    {
    }

    /// <summary>Removes the progress after the last result. Called once, also if the run is stopped.</summary>
    void EndResults()
    {
    }

    /// <summary>Runs a long task before the first item and shows its progress.</summary>
    T Wait<T>(Func<Action<OperationProgress>, T> work) => work(_ => { });

    /// <summary>Shows the predicted outcome of an item.</summary>
    void Preview(RunStep step)
    {
    }

    /// <summary>Shows the estimate of the run.</summary>
    void Estimate(BatchEstimate estimate)
    {
    }

    /// <summary>True if the user must confirm each item.</summary>
    bool Asks => false;

    /// <summary>Asks the user to confirm a step.</summary>
    bool Confirm(RunStep step) => true;
}

/// <summary>Description of a step of a run.</summary>
/// <param name="Target">What the step changes: the files that it writes, or the well that it segments.</param>
internal sealed record RunStep(string Target, string Action)
{
    /// <summary>Sentences about the effects of the step.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];
}

/// <summary>The mode of a run.</summary>
internal enum RunMode
{
    /// <summary>Processes them.</summary>
    Execute,

    /// <summary>Shows the outputs that would be written, deleted or rejected, without writing.</summary>
    Preview,

    /// <summary>Plans them without processing.</summary>
    Plan,

    /// <summary>Estimates time and memory from a few of them, without writing.</summary>
    Estimate,
}

/// <summary>The environment of a run, from the front end.</summary>
internal sealed record RunContext<TResult>(IRunDisplay<TResult> Display, IImageCodec Codec)
    where TResult : class
{
    /// <summary>The mode of the run.</summary>
    public RunMode Mode { get; init; }

    /// <summary>Limits, report, shard and verbosity.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>The request for an estimate.</summary>
    public EstimateRequest Request { get; init; } = new();

    /// <summary>The files that the user named: the only one is never skipped. Null for none.</summary>
    public NamedInputs? Named { get; init; }

    /// <summary>Recognizes inputs that are results of Stylize, which the run skips; null to process all.</summary>
    public Func<string, bool>? IsResult { get; init; }

    /// <summary>Recognizes other inputs that the run skips; null for none.</summary>
    public IInputSkip? Skip { get; init; }

    /// <summary>Receives each result when it is ready, in any order, on the thread of its worker.</summary>
    public Action<BatchResult<TResult>>? Finished { get; init; }

    /// <summary>Stops the run within 1 s and removes temporary files.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Opens an input with the limit of pixels.</summary>
    public ImageInput Open(RunInput input)
    {
        var opened = Batch.Open(input.Source, Codec);
        return input.Page is { } page ? opened.Still(page) : opened;
    }
}
