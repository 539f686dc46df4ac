using System.Diagnostics;
using Stylize.Engine;
using Stylize.Engine.Tests;

namespace Stylize.Benchmarks;

/// <summary>
/// Feeds a reader mutations of valid inputs for a given time. Each must end in a result or one typed error within a
/// second, and use at most 256 MiB more than the pixels that its header declares.
/// </summary>
internal static class FuzzTable
{
    public const string Name = "fuzz";

    private const long AllowedBytes = 256 << 20;
    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(1);

    public static int Run(string reader, string[] words)
    {
        var root = Checkout.Root;
        var options = new CommandOptions(words);
        var time = TimeSpan.FromMinutes(options.Number("minutes", 1));
        var (max, seed) = (options.Integer("inputs", 100_000), options.Integer("seed", 1));
        using var folder = new FuzzFolder();
        var targets = FuzzTarget.All(root, folder).Where(t => reader == "all" || t.Name == reader).ToList();
        if (targets.Count == 0)
        {
            Console.Error.WriteLine(
                $"Readers: all, {string.Join(", ", FuzzTarget.All(root, folder).Select(t => t.Name))}.");
            return 2;
        }

        Console.WriteLine(
            $"| reader (seed {seed}) | inputs | results | typed errors | other exceptions | slowest, ms | largest "
            + "excess, MiB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var bad = 0;
        foreach (var target in targets)
        {
            bad += Fuzz(target, time, max, new Random(seed), folder);
        }

        return bad == 0 ? 0 : 1;
    }

    private static int Fuzz(FuzzTarget target, TimeSpan time, int max, Random random, FuzzFolder folder)
    {
        var (inputs, results, refused, others, bad) = (0, 0, 0, 0, 0);
        var (slowest, beyond) = (TimeSpan.Zero, 0L);
        using var process = Process.GetCurrentProcess();
        var began = Stopwatch.GetTimestamp();
        while (inputs < max && Stopwatch.GetElapsedTime(began) < time)
        {
            var input = target.Mutate(random);
            inputs++;
            var resident = inputs % 16 == 0 ? Resident(process) : -1;
            // Processor time, because wall time includes that of other programs.
            var start = Stopwatch.GetTimestamp();
            var used = process.TotalProcessorTime;
            try
            {
                if (target.Read(input))
                {
                    results++;
                }
                else
                {
                    refused++;
                }
            }
            catch (StylizeException)
            {
                refused++;
            }
            catch (Exception failure)
            {
                others++;
                bad++;
                folder.Keep(target.Name, input, failure.ToString());
            }

            var took = Stopwatch.GetElapsedTime(start);
            if (took > AllowedTime)
            {
                process.Refresh();
                var busy = process.TotalProcessorTime - used;
                took = busy < took ? busy : took;
            }

            slowest = took > slowest ? took : slowest;
            var more = resident >= 0 ? Math.Max(0, Resident(process) - resident) : 0;
            beyond = Math.Max(beyond, more);
            if (took > AllowedTime || more > AllowedBytes)
            {
                bad++;
                folder.Keep(target.Name, input, $"{took.TotalSeconds:0.00} s, {more >> 20} MiB");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {target.Name} | {inputs:N0} | {results:N0} | {refused:N0} | {others:N0} "
            + $"| {slowest.TotalMilliseconds:0} | {beyond >> 20} |"));
        return bad;
    }

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }
}
