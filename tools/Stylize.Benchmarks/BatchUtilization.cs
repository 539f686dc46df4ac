using System.Diagnostics;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Benchmarks;

/// <summary>
/// Use of the cores and resident memory while a batch makes pixel art of many photographs:
/// <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- batch-utilization &lt;folder&gt; [count]</c>
/// </summary>
internal static class BatchUtilization
{
    public const string Name = "batch-utilization";

    public static int Run(string folder, int count = 200)
    {
        var extensions = FileExtensions.Of(ImageCodecs.Default.ReadFormats);
        string[] photographs =
            [.. Directory.GetFiles(folder).Where(f => extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)];
        var output = Directory.CreateTempSubdirectory("stylize-utilization-");
        try
        {
            // The same photograph under many names, so that each has a target of its own.
            var inputs = Enumerable.Range(0, count).Select(i => Link(output.FullName, photographs[i % photographs.Length], i)).ToArray();
            var operation = new PixelArtOperation(PixelArtOptions.Default);
            var planner = new TargetPlanner(operation, new TargetOptions());
            using var batch = new FileWork(operation, planner).CreateBatch();
            using var process = Process.GetCurrentProcess();
            var cores = Environment.ProcessorCount;
            Console.WriteLine($"{"files",6} {"seconds",8} {"cpu s",8} {"busy",6} {"resident MB",12}   ({cores} cores)");
            var began = Stopwatch.GetTimestamp();
            var done = 0;
            var cpuBefore = process.TotalProcessorTime;
            var items = inputs.Select(path => planner.Plan(new ImageInput(ImageSource.File(path), ImageCodecs.Default)));
            foreach (var result in batch.Runner.Run(items))
            {
                if (!result.Succeeded)
                {
                    Console.Error.WriteLine(result.Failure.Message);
                    return 1;
                }

                if (++done % Math.Max(1, count / 8) == 0 || done == count)
                {
                    process.Refresh();
                    var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                    var cpu = (process.TotalProcessorTime - cpuBefore).TotalSeconds;
                    var busy = cpu / (seconds * cores);
                    Console.WriteLine($"{done,6} {seconds,8:0.0} {cpu,8:0.0} {busy,6:P0} {process.WorkingSet64 >> 20,12}");
                }
            }

            return 0;
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static string Link(string folder, string photograph, int number)
    {
        var path = Path.Combine(folder, $"{number:0000}{Path.GetExtension(photograph)}");
        File.CreateSymbolicLink(path, Path.GetFullPath(photograph));
        return path;
    }
}
