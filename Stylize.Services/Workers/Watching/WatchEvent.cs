using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;

namespace Stylize.Workers.Watching;

/// <summary>An event of a batch. Exactly one property is set.</summary>
internal sealed record WatchEvent
{
    /// <summary>A unit that failed, as soon as its result is available.</summary>
    public WatchedUnit? Failed { get; init; }

    /// <summary>A completed unit, failed or not, in the order of the inputs.</summary>
    public WatchedUnit? Done { get; init; }

    /// <summary>A problem with the inputs as a whole.</summary>
    public Engine.StylizeException? Problem { get; init; }

    /// <summary>A message about the broker or the workers.</summary>
    public string? Note { get; init; }
}

/// <summary>The result of one file or well of a batch.</summary>
internal sealed record WatchedUnit(string Source)
{
    /// <summary>The files that were created.</summary>
    public IReadOnlyList<WrittenFile> Files { get; init; } = [];

    /// <summary>The errors; for a well also missing parts of it.</summary>
    public IReadOnlyList<StylizeException> Failures { get; init; } = [];

    /// <summary>The result in the form of a local run, with the first file.</summary>
    public BatchResult<WrittenFile> Result => new(Source)
    {
        Value = Failures.Count == 0 ? Files.FirstOrDefault() : null,
        Failure = Failures.FirstOrDefault(),
        Elapsed = Elapsed,
        Phases = Phases,
    };

    public IReadOnlyList<BatchMessage> Messages { get; init; } = [];

    /// <summary>The wall time on the worker.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The phases, with wall times only.</summary>
    public IReadOnlyList<PhaseRecord> Phases { get; init; } = [];
}

/// <summary>A batch in the list of batches.</summary>
/// <param name="State">Waiting, Working, Ended or Canceled.</param>
/// <param name="Waiting">The number of units without a result, including canceled ones.</param>
public sealed record BatchListing(
    string Id, string Operation, DateTime Submitted, string State, int Total, int Done, int Failed, int Waiting,
    string Version)
{
    /// <summary>Returns the id, which -Id accepts.</summary>
    public override string ToString() => Id;
}
