using System.Diagnostics;
using Stylize.Benchmarks.Figures;
using Stylize.Workers.Broker;

namespace Stylize.Benchmarks;

/// <summary>
/// Compares the processor time of two workers with that of a local run on the same cores, in alternating runs, and measures the message
/// rates of the broker that STYLIZE_BROKER names.
/// </summary>
internal static class WorkersTable
{
    public const string Name = "workers";

    private const int Messages = 20_000;
    private const int AtOnce = 64;

    /// <param name="stylize">Path of stylize.dll.</param>
    /// <param name="photographs">A folder of photographs, which are linked repeatedly.</param>
    /// <param name="count">Photographs per run.</param>
    /// <param name="pairs">Runs of each kind.</param>
    public static int Run(string stylize, string photographs, int count = 24, int pairs = 5)
    {
        if (Environment.GetEnvironmentVariable(BrokerAddress.Variable) is null)
        {
            Console.Error.WriteLine($"Set {BrokerAddress.Variable} to the address of a broker, such as amqp://127.0.0.1.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("stylize-workers-").FullName;
        try
        {
            var photos = Link(photographs, Path.Combine(folder, "photos"), count);
            var (local, workers, around) = (new List<double>(), new List<double>(), new List<double>());
            for (var pair = 0; pair < pairs; pair++)
            {
                local.Add(Local(stylize, photos, Path.Combine(folder, $"local{pair}")));
                var (work, rest) = Workers(stylize, photos, Path.Combine(folder, $"out{pair}"));
                workers.Add(work);
                around.Add(rest);
            }

            var ratio = RatioInterval.Of(workers, local);
            Console.WriteLine($"photographs per run        {count}, {local.Average() / count:0.00} s of processor time each");
            Console.WriteLine($"local run                  {local.Average():0.00} s");
            Console.WriteLine($"two workers                {workers.Average():0.00} s");
            Console.WriteLine($"submitting and watching    {around.Average():0.00} s");
            Console.WriteLine($"two workers / local run    {ratio.Ratio:0.000} ({ratio.Lower:0.000} to {ratio.Upper:0.000})");
            RatesAsync().GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Link(string from, string to, int count)
    {
        Directory.CreateDirectory(to);
        var files = Directory.GetFiles(from).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg").ToArray();
        Array.Sort(files, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            File.CreateSymbolicLink(Path.Combine(to, $"{i:0000}{Path.GetExtension(files[i % files.Length])}"), files[i % files.Length]);
        }

        return to;
    }

    /// <summary>Runs on two threads, like two workers with one thread each.</summary>
    private static double Local(string stylize, string photos, string target) =>
        ChildProcess.Run("dotnet", [stylize, "pixel-art", photos, "-o", target, "--max-threads", "2", "--throttle-limit", "2"])?.Cpu
        ?? throw new InvalidOperationException("The local run failed.");

    private static (double Workers, double Around) Workers(string stylize, string photos, string target)
    {
        var before = ProcessorTime.OfEndedChildren();
        var id = Output(stylize, "submit", "pixel-art", photos, "-o", target, "--chunk-files", "4").Trim();
        var submitted = ProcessorTime.OfEndedChildren() - before;
        Process[] workers = [Start(stylize, "worker", "--max-threads", "1", "--idle-exit", "1s", "--quiet"),
            Start(stylize, "worker", "--max-threads", "1", "--idle-exit", "1s", "--quiet")];
        before = ProcessorTime.OfEndedChildren();
        Array.ForEach(workers, worker => worker.WaitForExit());
        var work = ProcessorTime.OfEndedChildren() - before;
        before = ProcessorTime.OfEndedChildren();
        Output(stylize, "watch", id);
        Output(stylize, "batches", "--forget", id);
        return (work, submitted + ProcessorTime.OfEndedChildren() - before);
    }

    private static string Output(string stylize, params string[] arguments)
    {
        using var process = Start(stylize, arguments);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"stylize {arguments[0]} failed.");
    }

    private static Process Start(string stylize, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo("dotnet", [stylize, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    /// <summary>Sends messages of 250 bytes through a queue like that of chunks, 64 at a time, and acknowledges each.</summary>
    private static async Task RatesAsync()
    {
        await using var session = await BrokerSession.OpenAsync(BrokerAddress.Find(null, Path.GetFullPath), "benchmark", default);
        await session.DeclareAsync("benchmark", default);
        var queue = BrokerNames.Work("benchmark");
        var body = new byte[250];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => session.PublishAsync(queue, body, default)));
        }

        var sent = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await using var channel = await session.ChannelAsync(default);
        began = Stopwatch.GetTimestamp();
        var taken = 0;
        while (taken < Messages / 4 && await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            taken++;
        }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await session.DeleteAsync(queue, default);
        await session.DeleteAsync(BrokerNames.Broken("benchmark"), default);
        Console.WriteLine($"messages sent, confirmed   {Messages / sent:0} per second");
        Console.WriteLine($"messages taken one by one  {taken / took:0} per second and worker");
    }
}
