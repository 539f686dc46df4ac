using System.Diagnostics;
using System.Text.Json;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Kit.Planes;

namespace Stylize.Benchmarks;

/// <summary>
/// Runs commands over photographs of 24 megapixels with little memory, each in a control group of its own, and counts
/// outputs and failures. Needs Linux and root.
/// </summary>
internal static class MemoryTable
{
    public const string Name = "limits";
    private const string Root = "/sys/fs/cgroup";

    private static readonly string[] Commands =
        ["pixel-art", "dot-art", "gaussian encode", "restore", "regions --method otsu", "regions"];

    /// <summary>True for control groups of version 1, which have a folder per kind of resource.</summary>
    private static bool IsFirst => Directory.Exists(Root + "/memory");

    public static int Run(string command, string photographs, string[] rest)
    {
        var megabytes = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 512;
        var count = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 20;
        var group = $"{Root}/{(IsFirst ? "memory/" : "")}stylize-limits-{Environment.ProcessId}";
        var limit = Path.Combine(group, IsFirst ? "memory.limit_in_bytes" : "memory.max");
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(limit, $"{(long)megabytes << 20}");
            Directory.Delete(group);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"Cannot create memory control groups ({e.Message}). Run this command on Linux as root.");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("stylize-limits-").FullName;
        try
        {
            Make(photographs, folder, count);
            Console.WriteLine("| command | outputs | failed | peak, MiB | first failure |\n|---|---|---|---|---|");
            var isWhole = true;
            foreach (var words in Commands.Where(
                words => rest.Length < 3 || words.Contains(rest[2])))
            {
                Directory.CreateDirectory(group);
                File.WriteAllText(limit, $"{(long)megabytes << 20}");
                isWhole &= Row(command, words, folder, group, count);
                Directory.Delete(group);
            }

            return isWhole ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Enlarges photographs to 6000 x 4000, in color and in gray. If there are too few, mirrored copies are
    /// added.</summary>
    private static void Make(string photographs, string folder, int count)
    {
        string[] sources = [.. Directory.GetFiles(photographs, "*.png").Order(StringComparer.Ordinal)];
        foreach (var kind in (string[])["color", "gray"])
        {
            Directory.CreateDirectory(Path.Combine(folder, kind));
        }

        for (var i = 0; i < count; i++)
        {
            using var source = ImageCodecs.Default.DecodeRgba(ImageSource.File(sources[i % sources.Length]));
            using var image = Resampler.Resize(source, 6000, 4000, ResampleFilter.Lanczos3, Environment.ProcessorCount);
            for (var y = 0; y < image.Height && i >= sources.Length; y++)
            {
                image.Row(y).Reverse();
            }

            Write(image, Path.Combine(folder, "color", $"{i:00}.jpg"), ImageFormat.Jpeg);
            for (var y = 0; y < image.Height; y++)
            {
                foreach (ref var pixel in image.Row(y))
                {
                    pixel = new Rgba32(pixel.G, pixel.G, pixel.G);
                }
            }

            Write(image, Path.Combine(folder, "gray", $"{i:00}.png"), ImageFormat.Png);
        }
    }

    private static void Write(Raster<Rgba32> image, string path, ImageFormat format)
    {
        using var file = File.Create(path);
        ImageCodecs.Default.Encode(image, file, new EncodeOptions(format));
    }

    /// <summary>Runs a command over all photographs and prints its row.</summary>
    /// <returns>False if a file has neither an output nor an error.</returns>
    private static bool Row(string command, string words, string folder, string group, int count)
    {
        var report = Path.Combine(folder, "report.jsonl");
        File.Delete(report);
        string[] inputs = words.StartsWith("regions", StringComparison.Ordinal)
            ? [Path.Combine(folder, "gray")]
            : [Path.Combine(folder, "color"), "-o", Path.Combine(folder, "out")];
        string[] all = ["dotnet", command, .. words.Split(' '), .. inputs, "--report-path", report];
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", $"echo $$ > {group}/cgroup.procs; exec \"$@\" > /dev/null 2>&1", "sh", .. all]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var lines = File.Exists(report)
            ? File.ReadAllLines(report).Select(line => JsonDocument.Parse(line).RootElement).ToList() : [];
        var failed = lines.Where(line => Status(line) == "failed").ToList();
        var made = lines.Count(line => Status(line) is "created" or "upToDate");
        var max =
            long.Parse(File.ReadAllText(Path.Combine(group, IsFirst ? "memory.max_usage_in_bytes" : "memory.peak")),
                CultureInfo.InvariantCulture);
        var first = failed.Count > 0 && failed[0].TryGetProperty("message", out var message) ? message.GetString() : "";
        Console.WriteLine($"| `{words}` | {made} | {failed.Count} | {max >> 20} | {first} |");
        if (Directory.Exists(Path.Combine(folder, "out")))
        {
            Directory.Delete(Path.Combine(folder, "out"), recursive: true);
        }

        return made + failed.Count == count && process.ExitCode <= 1;
    }

    private static string? Status(JsonElement line) => line.GetProperty("status").GetString();
}
