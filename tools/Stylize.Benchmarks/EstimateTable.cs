using System.Diagnostics;
using System.Text.Json;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the time that the command estimates for a batch with the time that the batch takes, for several operations and sizes.
/// Estimates and runs alternate, and the median counts. If words are given, only rows whose command contains them are run.
/// </summary>
internal static class EstimateTable
{
    public const string Name = "estimates";

    /// <summary>Goal: the largest factor between estimate and actual time.</summary>
    private const double Goal = 2;

    private const int DefaultRounds = 3;

    private static readonly string[] OnPhotographs =
    [
        "pixel-art", "pixel-art --width 512", "dot-art", "dot-art --distribution gradient",
        "gaussian encode --effort draft", "gaussian encode --count 300 --iterations 200",
    ];

    private static readonly string[] OnPlates = ["segment --channel DAPI --measure-channel GFP", "segment --channel DAPI --method otsu"];

    public static int Run(string command, string photographs, IReadOnlyList<string> rest)
    {
        var rounds = rest.Count > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : DefaultRounds;
        var folder = Directory.CreateTempSubdirectory("stylize-estimates-").FullName;
        try
        {
            var ratios = new List<(double Now, double Kept, bool IsWithin)>();
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.Combine(folder, "cache"));
            Console.WriteLine($"{"command",-46} {"batch",-27} {"estimate s",10} {"factor",6} {"actual s",9} {"ratio",6} {"kept",6}");
            var rows = EstimateInputs.Photographs(photographs, folder).SelectMany(batch => OnPhotographs.Select(words => (words, batch)))
                .Concat(EstimateInputs.Plates(folder).SelectMany(batch => OnPlates.Select(words => (words, batch))));
            foreach (var (words, batch) in rows.Where(row => rest.Count < 2 || row.words.Contains(rest[1], StringComparison.Ordinal)))
            {
                var output = Path.Combine(folder, "out");
                ratios.Add(Row(batch.Name, [command, .. words.Split(' '), batch.Folder, "-o", output], output, rounds));
            }

            if (ratios.Count == 0)
            {
                Console.Error.WriteLine($"No row's command contains '{rest[1]}'.");
                return 2;
            }

            var within = ratios.Count(r => r.Now is <= Goal and >= 1 / Goal);
            var withinKept = ratios.Count(r => r.Kept is <= Goal and >= 1 / Goal);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"within a factor of {Goal}: {within} of {ratios.Count}, {withinKept} from cached measurements; "
                + $"ratios {ratios.Min(r => r.Now):0.00} to {ratios.Max(r => r.Now):0.00}; "
                + $"within the stated factor: {ratios.Count(r => r.IsWithin)}"));
            return within == ratios.Count ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures and prints a row.</summary>
    /// <returns>
    /// The median ratios of a fresh estimate and of a cached one to the actual time, and whether the fresh one is within its stated factor.
    /// </returns>
    private static (double Now, double Kept, bool IsWithin) Row(string batch, string[] arguments, string output, int repeats)
    {
        var rounds = new List<(double Estimate, double Factor, double Kept, double Actual, bool IsCut)>();
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            if (Directory.Exists(EstimateCache))
            {
                Directory.Delete(EstimateCache, recursive: true);
            }

            var estimate = Estimate(arguments);
            var began = Stopwatch.GetTimestamp();
            Start(arguments);
            var actual = Stopwatch.GetElapsedTime(began).TotalSeconds;
            rounds.Add((estimate.Seconds, estimate.Factor, Estimate(arguments).Seconds, actual, estimate.IsCut));
            Directory.Delete(output, recursive: true);
        }

        var (seconds, factor) = (Median(rounds.Select(r => r.Estimate)), Median(rounds.Select(r => r.Factor)));
        var (now, kept) = (Median(rounds.Select(r => r.Estimate / r.Actual)), Median(rounds.Select(r => r.Kept / r.Actual)));
        var isCut = rounds.Exists(r => r.IsCut);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(' ', arguments[1..^3]),-46} {batch,-27} {seconds,10:0.00} {factor,6:0.00} "
            + $"{Median(rounds.Select(r => r.Actual)),9:0.00} {now,6:0.00} {kept,6:0.00}{(isCut ? "  runs stopped" : "")}"));
        return (now, kept, now <= factor && 1 / now <= factor);
    }

    private static string EstimateCache =>
        Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")!, "stylize", "estimates");

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static (double Seconds, double Factor, bool IsCut) Estimate(string[] arguments)
    {
        var root = JsonDocument.Parse(Start([.. arguments, "--estimate", "--json"])).RootElement;
        return (root.GetProperty("seconds").GetDouble(), root.GetProperty("factor").GetDouble(), root.GetProperty("isCut").GetBoolean());
    }

    private static string Start(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed.");
    }
}
