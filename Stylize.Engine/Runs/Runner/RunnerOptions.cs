using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Runs.Runner;

/// <summary>How much a runner may have under way at once.</summary>
public sealed record RunnerOptions
{
    /// <summary>
    /// Items under way at once, 1 or more; default: the number of cores. Never more than <see cref="MaxThreads"/> are computed at once.
    /// </summary>
    [Option("Files at a time.", ValueName = "n", Min = 1, Default = "the number of cores")]
    public int ThrottleLimit { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads of all items together, 1 or more; default: the number of cores.</summary>
    [Option("Threads in all, for a machine shared with others.", ValueName = "n", Min = 1, Default = "the number of cores")]
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Items that are read from the input and not yet taken as results: waiting, under way or finished behind a slower one. Default: four
    /// for each that can be under way.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>
    /// Bytes that the estimates of all items under way may add up to; one item is always taken in. Default: four fifths of the memory that
    /// is free, looked at again while the batch runs.
    /// </summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Checks the limits.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming the field that is out of range.</exception>
    public void Validate()
    {
        OptionSet.Of<RunnerOptions>().Check(this);
        if (Window < 1)
        {
            throw StylizeException.Option(nameof(Window), Window, "1 or more");
        }

        if (MemoryBudget < 1)
        {
            throw StylizeException.Option(nameof(MemoryBudget), MemoryBudget, "1 or more");
        }
    }
}
