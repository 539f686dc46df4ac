using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using static System.FormattableString;

namespace Stylize.Benchmarks;

/// <summary>
/// Runs every operation and its main kinds over drawn pictures of all sorts and the pictures of folders, and prints
/// the processor time per pixel relative to the median of pictures of a similar size. The goal is at most 3.
/// </summary>
internal static class CostSweep
{
    public const string Name = "sweep";
    private const double Goal = 3;

    /// <summary>Seconds after which a run is ended.</summary>
    private const int Limit = 60;

    /// <summary>The exit code of a command all of whose files failed.</summary>
    private const int Refused = 1;

    /// <summary>Largest processor time that never counts as slow, in seconds: mostly that of a start.</summary>
    private const double Quick = 0.05;

    private static readonly string[] Tasks =
    [
        "pixel-art", "pixel-art --preset Fast", "pixel-art --preset Paper", "restore",
        "dot-art", "dot-art --preset Ink", "dot-art --preset Hatching", "dot-art --preset FineStippling",
        "dot-art --preset Risograph", "dot-art --distribution Flow", "dot-art --distribution Engrave",
        "dot-art --distribution Wash", "dot-art --distribution Gradient",
        "trace", "trace --preset Poster", "trace --preset Logo", "trace --preset LineArt",
        "trace --preset Screenprint", "trace --centerline", "trace --gradients", "trace --colors 64 --minimum-area 4",
        "gaussian encode --count 2000 --iterations 60", "regions", "regions --method otsu",
    ];

    /// <param name="words">The command; then folders, "--only WORDS" for one task, "--picture WORDS" for some
    /// pictures.</param>
    public static int Run(string[] words)
    {
        var (only, picture) = (Option("--only"), Option("--picture"));
        var scratch = Directory.CreateTempSubdirectory("stylize-sweep-");
        try
        {
            SweepPictures.Write(scratch.FullName);
            (string Path, double Pixels)[] pictures = [.. words[1..].Prepend(scratch.FullName)
                .SelectMany(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal))
                .Where(path => path.Contains(picture)).Select(path => (path, Pixels(path)))
                .Where(known => known.Item2 > 0)];
            Console.WriteLine("| task | pictures | median, ns per pixel | above 3 | worst | runs ended |");
            Console.WriteLine("|---|---|---|---|---|---|");
            var slow = Tasks.Where(task => only.Length == 0 || task == only)
                .Sum(task => Row(words[0], task, pictures, Path.Combine(scratch.FullName, "out")));
            return slow > 0 ? 1 : 0;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        string Option(string name)
        {
            var at = Array.IndexOf(words, name);
            if (at < 0) return "";

            var value = words[at + 1];
            words = [.. words[..at], .. words[(at + 2)..]];
            return value;
        }
    }

    private static double Pixels(string path)
    {
        try
        {
            return ImageCodecs.Default.Identify(ImageSource.File(path), DecodeOptions.Default).PixelCount;
        }
        catch (Engine.StylizeException)
        {
            return 0;
        }
    }

    /// <summary>Prints the row of a task.</summary>
    /// <returns>The number of pictures that miss the goal.</returns>
    private static int Row(string command, string task, (string Path, double Pixels)[] pictures, string output)
    {
        var all = Array.ConvertAll(pictures, picture => Time(command, task, picture.Path, output));
        pictures = [.. pictures.Where((_, i) => all[i] > 0)];
        double[] times = [.. all.Where(time => time > 0)];
        var medians = pictures.Zip(times, (picture, time) => (Class(picture), time / picture.Pixels))
            .GroupBy(pair => pair.Item1, pair => pair.Item2)
            .ToDictionary(group => group.Key, group => group.Order().ElementAt(group.Count() / 2));
        var slow = new List<(double Ratio, string Name, double Time)>();
        for (var i = 0; i < pictures.Length; i++)
        {
            if (Ratio(i) <= Goal || times[i] <= Quick) continue;

            // A second run, in case the first was disturbed.
            if (times[i] < Limit) times[i] = Math.Min(times[i], Time(command, task, pictures[i].Path, output));
            if (Ratio(i) > Goal && times[i] > Quick)
            {
                slow.Add((Ratio(i), Path.GetFileNameWithoutExtension(pictures[i].Path), times[i]));
            }
        }

        slow.Sort((a, b) => b.Ratio.CompareTo(a.Ratio));
        var worst = string.Join(", ", slow.Take(6).Select(s => Invariant($"{s.Name} {s.Ratio:0.0} ({s.Time:0.00} s)")));
        var median = medians.OrderBy(pair => Math.Abs(pair.Key - 9)).First().Value;
        Console.WriteLine(Invariant(
            $"| `{task}` | {pictures.Length} | {1e9 * median:0} | {slow.Count} | {worst} ")
            + Invariant($"| {times.Count(time => time >= Limit)} |"));
        return slow.Count;

        double Ratio(int i) => times[i] / pictures[i].Pixels / medians[Class(pictures[i])];
    }

    /// <summary>Returns the size class of a picture: a factor of 4 in pixels; 9 is about 768 x 512.</summary>
    private static int Class((string Path, double Pixels) picture) => (int)Math.Round(Math.Log(picture.Pixels, 4));

    /// <summary>Returns the processor time of a run in seconds; 0 for a picture that the task refuses, such as one in
    /// color for <c>regions</c>, because a refusal costs nothing.</summary>
    private static double Time(string command, string task, string picture, string output)
    {
        var before = ProcessorTime.OfEndedChildren();
        string[] target = task.StartsWith("regions", StringComparison.Ordinal) ? [] : ["-o", output, "--force"];
        string[] words = [.. task.Split(' '), picture, .. target];
        var start = command.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new ProcessStartInfo("dotnet", [command, .. words]) : new(Path.GetFullPath(command), words);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var reads = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(1000 * Limit)) process.Kill();
        process.WaitForExit();
        reads.Wait();
        return process.ExitCode == Refused ? 0 : Math.Max(ProcessorTime.OfEndedChildren() - before, 1e-6);
    }
}
