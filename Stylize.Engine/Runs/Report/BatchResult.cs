using System.Diagnostics.CodeAnalysis;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Runs.Report;

/// <summary>What became of one item of a batch: a value, or the failure.</summary>
/// <param name="Source">The item's name; for a file its full path.</param>
public sealed record BatchResult<T>(string Source)
    where T : class
{
    /// <summary>What the work gave; null where it failed.</summary>
    public T? Value { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>Wall time from the start of the item's work to its result.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The phases of the work.</summary>
    public IReadOnlyList<PhaseRecord> Phases { get; init; } = [];

    /// <summary>True where there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;
}
