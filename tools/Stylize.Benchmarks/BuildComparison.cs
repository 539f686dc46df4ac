using Stylize.Benchmarks.Figures;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares two builds of the command, each a stylize.dll or a native program: processor time of whole commands in
/// interleaved pairs, and the ratio of this build to the other with its 95% interval. The order within a pair
/// alternates. The data folder contains kodak/ and nuclei/. If a task name is given, only tasks whose names contain it
/// run.
/// </summary>
internal static class BuildComparison
{
    public const string Name = "compare-builds";
    private const int DefaultPairs = 10;

    /// <summary>A task counts as slower if its whole interval is above this ratio.</summary>
    private const double Allowed = 1.03;

    public static int Run(string other, string current, string data, IReadOnlyList<string> rest)
    {
        var pairs = rest.Count > 0
            ? int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : DefaultPairs;
        var folder = Directory.CreateTempSubdirectory("stylize-compare-builds-");
        try
        {
            var slower = 0;
            Console.WriteLine($"{"task",-34} {"other s",8} {"this s",8} {"ratio",6}  95% interval ({pairs} pairs)");
            foreach (var task in ComparisonTask.All(data, folder.FullName, current)
                .Where(t => rest.Count < 2 || t.Name.Contains(rest[1])))
            {
                slower += Row(task, other, current, pairs) ? 1 : 0;
            }

            return slower > 0 ? 1 : 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool Row(ComparisonTask task, string other, string current, int pairs)
    {
        var (others, ours) = (new double[pairs], new double[pairs]);
        Once(other, task);
        Once(current, task);
        for (var pair = 0; pair < pairs; pair++)
        {
            if (pair % 2 == 0)
            {
                others[pair] = Once(other, task);
                ours[pair] = Once(current, task);
            }
            else
            {
                ours[pair] = Once(current, task);
                others[pair] = Once(other, task);
            }
        }

        var interval = RatioInterval.Of(ours, others);
        var isSlower = interval.Lower > Allowed;
        Console.WriteLine(
            $"{task.Name,-34} {others.Average(),8:0.000} {ours.Average(),8:0.000} {interval.Ratio,6:0.000}  "
            + $"{interval.Lower:0.000} to {interval.Upper:0.000}{(isSlower ? "  slower" : "")}");
        return isSlower;
    }

    private static double Once(string command, ComparisonTask task) =>
        ChildProcess.Stylize(command, task.Arguments)?.Cpu
            ?? throw new InvalidOperationException(
                $"'{task.Name}' failed: {command} {string.Join(' ', task.Arguments)}");
}
