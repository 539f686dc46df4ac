using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>What tuning found.</summary>
/// <param name="Best">The best set of options within the time; the fastest of all where none was within it.</param>
/// <param name="Start">The options that the search started from.</param>
/// <param name="TargetTime">The time that was asked for.</param>
/// <param name="TargetMet">False where nothing tried was within the time.</param>
/// <param name="Trials">Everything that was tried, in order.</param>
public sealed record TuningResult(
    TuningTrial Best, TuningTrial Start, TimeSpan TargetTime, bool TargetMet, IReadOnlyList<TuningTrial> Trials)
{
    /// <summary>The options of <see cref="Best"/>, as a cmdlet's -Options takes them.</summary>
    public IOperationOptions Options => Best.Options;
}
