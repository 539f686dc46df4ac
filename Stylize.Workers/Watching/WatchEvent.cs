using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;
using Stylize.Engine;

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

/// <summary>What became of one file, or well, of a batch that workers do.</summary>
public sealed record WatchedUnit(int Index, string Source)
{
    /// <summary>The files that were made.</summary>
    public IReadOnlyList<WrittenFile> Files { get; init; } = [];

    /// <summary>Why it failed; for a well also what is missing of it.</summary>
    public IReadOnlyList<StylizeException> Failures { get; init; } = [];

    /// <summary>The unit as a local run would report it, with its first file.</summary>
    public BatchResult<WrittenFile> Result => new(Source)
    {
        Value = Failures.Count == 0 ? Files.FirstOrDefault() : null,
        Failure = Failures.FirstOrDefault(),
        Elapsed = Elapsed,
        Phases = Phases,
    };

    /// <summary>Warnings.</summary>
    public IReadOnlyList<BatchMessage> Messages { get; init; } = [];

    /// <summary>Wall time on its worker.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The phases of the work, with their wall times alone.</summary>
    public IReadOnlyList<PhaseRecord> Phases { get; init; } = [];
}

/// <summary>One batch in the list of those that were submitted.</summary>
/// <param name="Waiting">Those of which nothing is known yet; of a canceled batch those that were taken back.</param>
public sealed record BatchListing(
    string Id, string Operation, DateTime Submitted, string State, int Total, int Done, int Failed, int Waiting, string Version);
