namespace Stylize.Workers.Watching;

/// <summary>One thing that happens to a batch; exactly one of the properties is given.</summary>
public sealed record WatchEvent
{
    /// <summary>A unit that failed, as soon as it is known.</summary>
    public WatchedUnit? Failed { get; init; }

    /// <summary>A unit that has a result, failed or not, in the order of the inputs.</summary>
    public WatchedUnit? Done { get; init; }

    /// <summary>What was wrong with the inputs as a whole.</summary>
    public Engine.StylizeException? Problem { get; init; }

    /// <summary>A line about the broker or the workers.</summary>
    public string? Note { get; init; }
}
