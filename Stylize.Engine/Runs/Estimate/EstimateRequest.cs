using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Estimate;

/// <summary>What a user asks of an estimate.</summary>
public sealed record EstimateRequest
{
    /// <summary>True to run files even if earlier measurements fit.</summary>
    public bool Recalibrate { get; init; }

    /// <summary>True if the batch will run in a new process, in which the runtime compiles the code again.</summary>
    public bool IsNewProcess { get; init; }

    /// <summary>What starting that process takes, in seconds.</summary>
    public double StartSeconds { get; init; }

    /// <summary>Receives the share of the measurement that is done; from any thread.</summary>
    public Action<OperationProgress>? Progress { get; init; }
}
