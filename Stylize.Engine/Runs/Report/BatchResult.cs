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

    /// <summary>The warnings of the work.</summary>
    public IReadOnlyList<BatchMessage> Warnings { get; init; } = [];

    /// <summary>True where there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;
}

/// <summary>A result that says which file was made, for reports.</summary>
public interface IBatchOutcome
{
    /// <summary>Full path of the main file; null where there is none.</summary>
    string? Target { get; }

    /// <summary>True where the file was there already, made in the same way, and was left untouched.</summary>
    bool IsCurrent { get; }
}

/// <summary>A finished file and what the operation has to say about it.</summary>
/// <param name="SideFiles">Full paths of the files written beside it, in the order in which they were finished.</param>
public sealed record WrittenFile(
    string Path,
    IReadOnlyList<string> SideFiles,
    int Width,
    int Height,
    IReadOnlyList<KeyValuePair<string, object?>> Summary) : IBatchOutcome
{
    /// <summary>True if an update left the file untouched; size and summary are then empty.</summary>
    public bool IsCurrent { get; init; }

    string? IBatchOutcome.Target => Path;
}

/// <summary>One line that the work on an item reports.</summary>
/// <param name="Source">The item's name; for a file its full path.</param>
public sealed record BatchMessage(string Source, bool IsWarning, string Text)
{
    /// <summary>The line behind the name by which its item is told, or as it is where it begins with that name.</summary>
    public string After(string name) => StartsWith(name) ? Text : $"{name}: {Text}";

    /// <summary>True where the line names its item by itself.</summary>
    public bool StartsWith(string name) => name.Length > 0 && Text.StartsWith(name, StringComparison.Ordinal);
}

/// <summary>How far a batch is.</summary>
/// <param name="Fraction">
/// Share of the whole batch that is done, [0,1], items under way counted by their own share; null while the total is unknown.
/// </param>
/// <param name="Elapsed">Wall time since the first item began.</param>
/// <param name="Remaining">Estimate of the time left; null until some progress is known.</param>
/// <param name="Current">Name of the item that has been under way longest, for a file its full path; null where none is.</param>
public sealed record BatchProgress(
    int Done,
    int Failed,
    int? Total,
    double? Fraction,
    TimeSpan Elapsed,
    TimeSpan? Remaining,
    string? Current,
    double CurrentFraction,
    string Activity);

/// <summary>What became of the items of a batch.</summary>
/// <param name="Current">Done before in the same way, and left untouched.</param>
public readonly record struct BatchTotals(int Made, int Current, int Failed)
{
    internal BatchTotals With<T>(BatchResult<T> result)
        where T : class =>
        !result.Succeeded ? this with { Failed = Failed + 1 }
        : result.Value is IBatchOutcome { IsCurrent: true } ? this with { Current = Current + 1 }
        : this with { Made = Made + 1 };

    /// <summary>The totals with one more item that a run would do.</summary>
    public BatchTotals With(ItemOutlook outlook) =>
        outlook.Failure is not null ? this with { Failed = Failed + 1 }
        : outlook.IsCurrent ? this with { Current = Current + 1 }
        : this with { Made = Made + 1 };

    /// <summary>In one line, without what did not happen in a run that looks for nothing up to date.</summary>
    internal string Brief(string made) => Current > 0
        ? FormattableString.Invariant($"{Made} {made}, {Current} up to date, {Failed} failed")
        : FormattableString.Invariant($"{Made} {made}, {Failed} failed");

    internal string Foretold => FormattableString.Invariant($"{Made} would be created, {Current} up to date, {Failed} would fail.");

    /// <summary>In one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Made} created, {Current} up to date, {Failed} failed");
}

/// <summary>What a run would do with an item.</summary>
public readonly record struct ItemOutlook
{
    /// <summary>True if the item's files are up to date, so that an update leaves them untouched.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Why the item would fail; null if its files would be written.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>True if the item's files would be written.</summary>
    public bool IsWritten => !IsCurrent && Failure is null;
}
