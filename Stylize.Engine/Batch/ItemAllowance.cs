namespace Stylize.Engine.Batch;

/// <summary>What one item of a batch may use.</summary>
/// <param name="MaxThreads">Threads, 1 or more.</param>
/// <param name="Cancellation">Stops the item within a second.</param>
public readonly record struct ItemAllowance(int MaxThreads, CancellationToken Cancellation);
