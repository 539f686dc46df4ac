namespace Stylize.Engine.Batch;

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

    /// <summary>In one line, of what a run would do.</summary>
    internal string Foretold => FormattableString.Invariant($"{Made} would be made, {Current} current, {Failed} failed.");

    /// <summary>In one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Made} made, {Current} current, {Failed} failed");
}
