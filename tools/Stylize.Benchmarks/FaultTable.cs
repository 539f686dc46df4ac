using System.Diagnostics;
using Stylize.Engine.Tests;

namespace Stylize.Benchmarks;

/// <summary>
/// Causes every fault that the command is documented to survive, and prints the table of docs/evidence/reliability.md.
/// </summary>
internal static class FaultTable
{
    public const string Name = "faults";

    public static int Run(string[] words)
    {
        var root = Checkout.Root;
        var options = new CommandOptions(words);
        var (kills, seed, only) = (options.Integer("kills", 200), options.Integer("seed", 1), options.Text("only"));
        var command = options.Text("command")
            ?? Path.Combine(root, "Stylize.Cli", "bin", "Release", "net10.0", "stylize.dll");
        using var rig = new FaultRig(Path.GetFullPath(command), root);
        Console.WriteLine($"| fault ({FaultRig.Files} files per batch, seed {seed}) | | figures |\n|---|---|---|");
        var broken = 0;
        foreach (var (name, run) in Trials(rig, kills, seed)
            .Where(t => only is null || t.Name.Contains(only)))
        {
            var row = run();
            broken += row.Holds ? 0 : 1;
            Console.WriteLine(row);
        }

        return broken == 0 ? 0 : 1;
    }

    private static IEnumerable<(string Name, Func<FaultRow> Run)> Trials(FaultRig rig, int kills, int seed)
    {
        FaultRow Kill(string name, string[] words, params string[] again) =>
            new KillTrials(rig, new Random(seed)).Run(name, kills, words, again);

        yield return ("kill pixel-art", () => Kill("pixel-art", ["pixel-art", "in", "--width", "24"], "--update"));
        yield return ("kill dot-art", () => Kill("dot-art", ["dot-art", "in", "--dot-count", "800"], "--update"));
        yield return ("kill gaussian", () => Kill(
            "gaussian encode", ["gaussian", "encode", "in", "--count", "60", "--iterations", "10"], "--update"));
        yield return ("kill segment", () => Kill("segment", ["segment", "plate"], "--update"));
        yield return ("signals", () => Signals(rig));
        yield return ("connections 200", () => FaultConnections.Run(rig, 200));
        yield return ("connections 1024", () => FaultConnections.Run(rig, 1024));
        foreach (var (name, run) in FaultLocations.Trials(rig).Concat(new FaultSideFiles(rig).Trials()))
        {
            yield return (name, run);
        }
    }

    private static FaultRow Signals(FaultRig rig)
    {
        var (slowest, wrong, left) = (TimeSpan.Zero, 0, 0);
        const int Each = 10;
        foreach (var (signal, code) in new[] { ("INT", 130), ("TERM", 143) })
        {
            for (var i = 0; i < Each; i++)
            {
                rig.Renew("out");
                // Needs a shell with job control, because interrupts are ignored in other background jobs.
                var run = rig.Shell(
                    "set -m; env --default-signal=INT stylize dot-art in -o out --dot-count 100000 > /dev/null & sleep "
                    + $"1; began=$(date +%s%N); kill -{signal} $!; wait $!; code=$?; echo $(( ($(date +%s%N) - began) "
                    + "/ 1000000 )); exit $code");
                var milliseconds = double.Parse(run.Out.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
                slowest = TimeSpan.FromMilliseconds(Math.Max(slowest.TotalMilliseconds, milliseconds));
                wrong += run.ExitCode == code ? 0 : 1;
                left += rig.Temporary("out");
            }
        }

        return new FaultRow(
            "Ctrl+C (130), SIGTERM (143)",
            string.Create(CultureInfo.InvariantCulture,
                $"{2 * Each} runs: {wrong} with a wrong exit code; slowest exit {slowest.TotalSeconds:0.00} s; {left} "
                + $"temporary files"),
            wrong == 0 && left == 0 && slowest < TimeSpan.FromSeconds(2));
    }
}
