namespace Stylize.Engine.Runs.Report;

/// <summary>How far a batch is.</summary>
/// <param name="Done">Items finished, failed ones included.</param>
/// <param name="Failed">Items that failed.</param>
/// <param name="Total">Items of the whole batch; null while unknown.</param>
/// <param name="Fraction">
/// Share of the whole batch that is done, [0,1], items under way counted by their own share; null while the total is unknown.
/// </param>
/// <param name="Elapsed">Wall time since the first item began.</param>
/// <param name="Remaining">Estimate of the time left; null until some progress is known.</param>
/// <param name="Current">Name of the item that has been under way longest, for a file its full path; null where none is.</param>
/// <param name="CurrentFraction">That item's own share, [0,1].</param>
/// <param name="Activity">What is being done to it, a word or two.</param>
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
