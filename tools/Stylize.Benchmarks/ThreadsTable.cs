using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Benchmarks;

/// <summary>
/// What all threads save: wall time of whole commands with <c>--max-threads 1</c> and without, in turns, the least of each.
/// <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- threads &lt;stylize.dll&gt; &lt;photograph&gt; [turns] [Stylize.psd1]</c>
/// </summary>
/// <remarks>With the module's manifest, the fit is also timed in a PowerShell pipeline, without the start of the shell.</remarks>
internal static class ThreadsTable
{
    public const string Name = "threads";

    private const int TileSide = 2048;
    private const int Copies = 3;

    public static int Run(string command, string photograph, int turns = 5, string? manifest = null)
    {
        var folder = Directory.CreateTempSubdirectory("stylize-threads-").FullName;
        try
        {
            var plate = Plate(Path.Combine(folder, "plate"));
            var copies = Enumerable.Range(0, Copies).Select(i => Path.Combine(folder, $"photograph{i}{Path.GetExtension(photograph)}"))
                .ToArray();
            Array.ForEach(copies, copy => File.Copy(photograph, copy));
            var cases = new List<Case>
            {
                Cli("fit", 0.56, command, folder, ["gaussian", "encode", photograph]),
                Cli("pixel art, 512 cells", 0.65, command, folder, ["pixel-art", photograph, "--width", "512"]),
                Cli("dots", 0.6, command, folder, ["dot-art", photograph]),
                Cli("plate of one well", 0.6, command, folder, ["segment", plate, "--channel", "DAPI", "--measure-channel", "GFP"]),
                Cli("three drafts", 0.54, command, folder, ["gaussian", "encode", .. copies, "--effort", "draft"]) with { IsBatch = true },
            };
            if (manifest is not null)
            {
                cases.Insert(1, Pipeline("fit, in a pipeline", 0.56, manifest, photograph, folder));
            }

            for (var turn = 0; turn < turns; turn++)
            {
                foreach (var one in cases)
                {
                    one.Take();
                }
            }

            Console.WriteLine($"{"",-22} {"wall 1",8} {"cpu 1",8} {"wall",8} {"cpu",8} {"ratio",6} {"goal",5}   (s, {turns} turns)");
            foreach (var one in cases)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Name,-22} {one.Alone.Wall,8:0.00} {one.Alone.Cpu,8:0.00} {one.All.Wall,8:0.00} {one.All.Cpu,8:0.00} "
                    + $"{one.Ratio,6:0.00} {one.Goal,5:0.00}"));
            }

            Console.WriteLine("ratio: wall time of all threads to that of one; of the drafts, wall time to processor time.");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Case Cli(string name, double goal, string command, string folder, string[] arguments) => new(name, goal, isAlone =>
    {
        string[] output = ["-o", Path.Combine(folder, "out") + Path.DirectorySeparatorChar, "--force"];
        string[] limit = isAlone ? ["--max-threads", "1"] : [];
        var began = Stopwatch.GetTimestamp();
        var cpu = ProcessorTime.Of("dotnet", [command, .. arguments, .. output, .. limit])
            ?? throw new InvalidOperationException($"stylize {string.Join(' ', arguments)} failed.");
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, cpu);
    });

    private static Case Pipeline(string name, double goal, string manifest, string photograph, string folder) => new(name, goal, isAlone =>
    {
        var limit = isAlone ? "-MaxThreads 1" : "";
        var script = $"Import-Module '{Path.GetFullPath(manifest)}'; (Measure-Command {{ Get-Item '{Path.GetFullPath(photograph)}' | "
            + $"New-GaussianImage -DestinationPath '{Path.Combine(folder, "pipeline")}' -Force {limit} }}).TotalSeconds";
        var before = ProcessorTime.OfEndedChildren();
        using var process = Process.Start(
            new ProcessStartInfo("pwsh", ["-NoProfile", "-Command", script]) { RedirectStandardOutput = true })!;
        var seconds = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (double.Parse(seconds, CultureInfo.InvariantCulture), ProcessorTime.OfEndedChildren() - before);
    });

    /// <summary>One well of 2 x 2 tiles with 16 bits in two channels: some 4,000 round nuclei on a grid, with noise.</summary>
    private static string Plate(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var tile = 1; tile <= 4; tile++)
        {
            foreach (var channel in (string[])["DAPI", "GFP"])
            {
                var random = new Random(tile);
                var raster = new Raster<ushort>(TileSide, TileSide);
                for (var y = 0; y < TileSide; y++)
                {
                    for (var x = 0; x < TileSide; x++)
                    {
                        var (dx, dy) = ((x % 64) - 32, (y % 64) - 32);
                        var reach = 60 + (((x / 64 * 7) + (y / 64 * 13) + tile) % 9 * 30);
                        var light = (dx * dx) + (dy * dy) < reach ? 6000 + (reach * 10) : 600;
                        raster[x, y] = (ushort)(light + random.Next(400));
                    }
                }

                using var samples = new SampleImage<ushort>([raster], false, 16);
                using var file = File.Create(Path.Combine(folder, $"PLATE_A1_T0_{tile}_{channel}.tif"));
                ImageCodecs.Default.Encode(samples, file, new EncodeOptions(ImageFormat.Tiff));
            }
        }

        return folder;
    }

    private sealed record Case(string Name, double Goal, Func<bool, (double Wall, double Cpu)> Once)
    {
        /// <summary>True for several files: their wall time is compared with their processor time.</summary>
        public bool IsBatch { get; init; }

        public (double Wall, double Cpu) Alone { get; private set; } = (double.MaxValue, double.MaxValue);

        public (double Wall, double Cpu) All { get; private set; } = (double.MaxValue, double.MaxValue);

        public double Ratio => All.Wall / (IsBatch ? All.Cpu : Alone.Wall);

        public void Take()
        {
            Alone = Least(Alone, Once(true));
            All = Least(All, Once(false));
        }

        private static (double, double) Least((double Wall, double Cpu) a, (double Wall, double Cpu) b) =>
            (Math.Min(a.Wall, b.Wall), Math.Min(a.Cpu, b.Cpu));
    }
}
