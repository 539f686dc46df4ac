using Stylize.Engine.Runs.Estimate;

namespace Stylize.Workers.Submission;

/// <summary>Divides a list into chunks of a number of units, or of a time of work on one computer.</summary>
internal static class ChunkPlan
{
    private const int MinChunks = 32;

    /// <summary>Well below the acknowledgment timeout of a broker (30 minutes).</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(5);

    public static IEnumerable<T[]> ByTime<T>(IReadOnlyList<T> units, IReadOnlyList<double> seconds)
    {
        var wanted = Math.Clamp(seconds.Sum() / MinChunks, MinTime.TotalSeconds, MaxTime.TotalSeconds);
        var chunk = new List<T>();
        var filled = 0.0;
        for (var i = 0; i < units.Count; i++)
        {
            if (chunk.Count > 0 && filled + (seconds[i] / 2) > wanted)
            {
                yield return [.. chunk];
                chunk.Clear();
                filled = 0;
            }

            chunk.Add(units[i]);
            filled += seconds[i];
        }

        if (chunk.Count > 0)
        {
            yield return [.. chunk];
        }
    }

    /// <summary>Estimates the seconds for each input on this computer. An unreadable input gets the mean.</summary>
    public static IReadOnlyList<double> Seconds(
        IOperation operation,
        IReadOnlyList<ImageInput> inputs,
        RunnerOptions limits,
        Action<OperationProgress>? progress,
        CancellationToken cancellation) =>
        // If no input can be read, the workers report each of them.
        StylizeException.OrDefault(() => new BatchEstimator(operation, limits)
            .SecondsOfEach(inputs, new EstimateRequest { Progress = progress }, cancellation))
        ?? [.. inputs.Select(_ => 0.5)];
}
