using Stylize.Engine;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;

namespace Stylize.Workers.Watching;

/// <summary>What became of one file, or well, of a batch that workers do.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Source">Full path of the input; of a well its name.</param>
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
