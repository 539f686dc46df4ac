namespace Stylize.Engine.Runs.Report;

/// <summary>The result of an item of a batch: a value or a failure.</summary>
/// <param name="Source">Name of the item; of a file, its full path.</param>
public sealed record BatchResult<T>(string Source)
    where T : class
{
    /// <summary>The value; null if the item failed.</summary>
    public T? Value { get; init; }

    /// <summary>The failure; null if the item succeeded.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>Wall time of the work on the item.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The phases of the work.</summary>
    public IReadOnlyList<PhaseRecord> Phases { get; init; } = [];

    /// <summary>The warnings of the work.</summary>
    public IReadOnlyList<BatchMessage> Warnings { get; init; } = [];

    /// <summary>True if there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;
}

/// <summary>A result with an output file, for reports.</summary>
public interface IBatchOutcome
{
    /// <summary>Full path of the main file; null if absent.</summary>
    string? Target { get; }

    /// <summary>True if the file was up to date and left unchanged.</summary>
    bool IsCurrent { get; }
}

/// <summary>An output file and the summary of the operation.</summary>
/// <param name="SideFiles">Full paths of the files next to it, in order of completion.</param>
public sealed record WrittenFile(
    string Path,
    IReadOnlyList<string> SideFiles,
    int Width,
    int Height,
    IReadOnlyList<KeyValuePair<string, object?>> Summary) : IBatchOutcome
{
    /// <summary>Those of <see cref="SideFiles"/> that are drawings by themselves, such as the plates of inks.</summary>
    public IReadOnlyList<string> Plates { get; init; } = [];

    /// <summary>True if an update left the file unchanged; size and summary are then empty.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>What the run did: "Created" or "UpToDate".</summary>
    public string Status => IsCurrent ? "UpToDate" : "Created";

    /// <summary>Returns the size of the file, of one that is up to date from its header; null if it has none.</summary>
    public (int Width, int Height)? Size(IImageCodec codec) => !IsCurrent ? (Width, Height)
        : StylizeException.OrDefault(() => codec.Identify(ImageSource.File(Path))) is { } info
        ? (info.Width, info.Height)
        : null;

    string? IBatchOutcome.Target => Path;
}

/// <summary>A line of output from the work on an item.</summary>
/// <param name="Source">Name of the item; of a file, its full path.</param>
public sealed record BatchMessage(string Source, bool IsWarning, string Text)
{
    /// <summary>Returns the line after a name, or unchanged if it starts with the name or the full name of its
    /// item.</summary>
    public string After(string name) => StartsWith(name) || StartsWith(Source) ? Text : $"{name}: {Text}";

    /// <summary>Returns true if the line starts with the name of its item.</summary>
    public bool StartsWith(string name) =>
        name.Length > 0 && Text.TrimStart('\'').StartsWith(name, StringComparison.Ordinal);
}

/// <summary>The progress of a batch.</summary>
/// <param name="Fraction">
/// Completed share of the batch, [0,1], including the shares of running items; null while the total is unknown.
/// </param>
/// <param name="Elapsed">Wall time since the first item started.</param>
/// <param name="Remaining">Estimated remaining time; null if unknown.</param>
/// <param name="Current">Name of the item that has been running longest, of a file its full path; null if none is
/// running.</param>
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

/// <summary>The totals of a batch.</summary>
/// <param name="Current">Number of items whose outputs were up to date.</param>
public readonly record struct BatchTotals(int Created, int Current, int Failed)
{
    /// <summary>Number of deleted files.</summary>
    public int Deleted { get; init; }

    internal BatchTotals With<T>(BatchResult<T> result)
        where T : class =>
        !result.Succeeded ? this with { Failed = Failed + 1 }
        : result.Value is IBatchOutcome { IsCurrent: true } ? this with { Current = Current + 1 }
        : this with { Created = Created + 1 };

    /// <summary>Returns the totals with one more predicted item.</summary>
    public BatchTotals With(ItemPrediction prediction) =>
        prediction.Failure is not null ? this with { Failed = Failed + 1 }
        : prediction.IsCurrent ? this with { Current = Current + 1 }
        : this with { Created = Created + 1 };

    /// <summary>Formats the totals on one line, without "up to date" if that is 0.</summary>
    internal string Brief(string made) => Current > 0
        ? Invariant($"{Created} {made}, {Current} up to date, {Failed} failed")
        : Invariant($"{Created} {made}, {Failed} failed");

    internal string PreviewSummary =>
        Invariant($"{Created} would be created, {Current} up to date, {Failed} would fail.");

    /// <summary>Formats the totals on one line.</summary>
    public override string ToString() =>
        Invariant($"{Created} created, {Current} up to date, {Failed} failed")
            + (Deleted > 0 ? Invariant($", {Deleted} deleted") : "");
}

/// <summary>The predicted outcome of an item.</summary>
public readonly record struct ItemPrediction
{
    /// <summary>True if the outputs are up to date, so that an update leaves them unchanged.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>The failure; null if the item would succeed.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>True if the outputs would be written.</summary>
    public bool IsWritten => !IsCurrent && Failure is null;
}
