using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>What tuning found.</summary>
/// <param name="Best">The best set within the time; the fastest of all where none was within it.</param>
/// <param name="Start">The options the search began with.</param>
/// <param name="TargetTime">The time that was asked for.</param>
/// <param name="TargetMet">False where nothing tried was within the time.</param>
/// <param name="Trials">Everything that was tried, in order.</param>
public sealed record TuningResult(TuningTrial Best, TuningTrial Start, TimeSpan TargetTime, bool TargetMet, IReadOnlyList<TuningTrial> Trials)
{
    /// <summary>The best options, for the cmdlets' -Options.</summary>
    public IOperationOptions Options => Best.Options;
}
