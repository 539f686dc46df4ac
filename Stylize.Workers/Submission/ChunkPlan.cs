using Stylize.Engine;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Workers.Submission;

/// <summary>
/// Divides a list into chunks: of a given number of units, or of some minutes of one machine's work. Short lists become chunks of some
/// seconds, so that several workers share them.
/// </summary>
internal static class ChunkPlan
{
    private const int ChunksOfShortLists = 32;

    /// <summary>Half of what a broker waits at the least for an acknowledgement, by far.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>Chunks of equal numbers of units.</summary>
    public static IEnumerable<T[]> ByCount<T>(IEnumerable<T> units, int count) => units.Chunk(count);

    /// <summary>Chunks of about equal time.</summary>
    /// <param name="units">The list.</param>
    /// <param name="seconds">Wall time of each unit on one machine that does nothing else.</param>
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

    /// <summary>
    /// Seconds that each input takes of a machine like this one, all cores at work; the mean for one that cannot be read.
    /// </summary>
    /// <param name="operation">What is done.</param>
    /// <param name="inputs">The inputs; some are run for the estimate unless an earlier measurement fits.</param>
    /// <param name="limits">Files at a time and threads.</param>
    /// <param name="progress">Told how far the estimate is.</param>
    /// <param name="cancellation">Stops the estimate.</param>
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
