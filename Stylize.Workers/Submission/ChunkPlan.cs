using Stylize.Engine;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Workers.Submission;

/// <summary>Divides a list into chunks of a number of units, or of some minutes of one machine's work.</summary>
internal static class ChunkPlan
{
    private const int ChunksOfShortLists = 32;

    /// <summary>Half of what a broker waits at the least for an acknowledgement, by far.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    public static IEnumerable<T[]> ByCount<T>(IEnumerable<T> units, int count) => units.Chunk(count);

    public static IEnumerable<T[]> ByTime<T>(IReadOnlyList<T> units, IReadOnlyList<double> seconds)
    {
        var wanted = Math.Clamp(seconds.Sum() / ChunksOfShortLists, Shortest.TotalSeconds, Longest.TotalSeconds);
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

    /// <summary>Seconds of each input on a machine like this one; the mean for one that cannot be read.</summary>
    public static IReadOnlyList<double> Seconds(
        IOperation operation,
        IReadOnlyList<ImageInput> inputs,
        RunnerOptions limits,
        Action<OperationProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            return new BatchEstimator(operation, limits, new CostModelCache())
                .SecondsOfEach(inputs, new EstimateRequest { Progress = progress }, cancellation);
        }
        catch (StylizeException)
        {
            // None of them can be read or processed: workers will say so of each.
            return [.. inputs.Select(_ => 0.5)];
        }
    }
}
