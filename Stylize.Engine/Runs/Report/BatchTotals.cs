namespace Stylize.Engine.Runs.Report;

/// <summary>What became of the items of a batch.</summary>
/// <param name="Made">Done now.</param>
/// <param name="Current">Done before in the same way, and left untouched.</param>
/// <param name="Failed">Failed.</param>
public readonly record struct BatchTotals(int Made, int Current, int Failed)
{
    /// <summary>The totals with one more result.</summary>
    internal BatchTotals With<T>(BatchResult<T> result)
        where T : class =>
        !result.Succeeded ? this with { Failed = Failed + 1 }
        : result.Value is IBatchOutcome { IsCurrent: true } ? this with { Current = Current + 1 }
        : this with { Made = Made + 1 };

    /// <summary>The totals with one more item that a run would do.</summary>
    /// <param name="outlook">What it would do.</param>
    public BatchTotals With(ItemOutlook outlook) =>
        outlook.Failure is not null ? this with { Failed = Failed + 1 }
        : outlook.IsCurrent ? this with { Current = Current + 1 }
        : this with { Made = Made + 1 };

    /// <summary>In one line, without what did not happen in a run that looks for nothing up to date.</summary>
    /// <param name="made">The word for what was done, such as "created".</param>
    internal string Brief(string made) => Current > 0
        ? FormattableString.Invariant($"{Made} {made}, {Current} up to date, {Failed} failed")
        : FormattableString.Invariant($"{Made} {made}, {Failed} failed");

    /// <summary>In one line, of what a run would do.</summary>
    internal string Foretold => FormattableString.Invariant($"{Made} would be created, {Current} up to date, {Failed} would fail.");

    /// <summary>In one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Made} created, {Current} up to date, {Failed} failed");
}
