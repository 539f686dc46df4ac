using System.Diagnostics;
using Stylize.Workers.Broker;

namespace Stylize.Benchmarks;

/// <summary>
/// Simulates a batch on many workers: the broker, the submission, the watcher and the messages are real, and only the
/// work of a file is replaced by waiting. Each minute, 1% of the workers are killed and replaced, and 1% become slow.
/// The broker is killed once. Without workers, only the submission is measured.
/// </summary>
internal sealed class ThousandWorkers : IDisposable
{
    public const string Name = "thousand-workers";

    private const double SharePerMinute = 0.01;
    /// <summary>Few collections keep the threads of the workers from waiting for each other; commands are measured
    /// without it.</summary>
    private const string Gen0Size = "DOTNET_GCgen0size";

    private const int FolderFiles = 1000;
    private const double Slowness = 10;
    private static readonly TimeSpan SlowTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReplaceTime = TimeSpan.FromSeconds(10);

    private readonly string _stylize;
    private readonly int _files;
    private readonly double _seconds;
    private readonly int _chunkFiles;
    private readonly string _folder = Directory.CreateTempSubdirectory("stylize-thousand-").FullName;
    private readonly LocalBroker _broker;
    private readonly WorkTally _tally;
    private readonly SimulatedWorker[] _workers;
    private readonly Random _random = new(1);
    private readonly HashSet<string> _warnings = [];
    private readonly List<(double Time, int Worker, Action<SimulatedWorker> Act)> _later = [];
    private long _brokerPeak;
    private double _brokerProcessor;
    private int _kills;
    private int _slow;
    private int _ended;
    private bool _isRestarted;

    private ThousandWorkers(string stylize, int workers, int files, double seconds, int chunkFiles)
    {
        (_stylize, _files, _seconds, _chunkFiles) = (Path.GetFullPath(stylize), files, seconds, chunkFiles);
        _tally = new WorkTally(files);
        _workers = new SimulatedWorker[workers];
        _broker = new LocalBroker(Directory.CreateDirectory(Path.Combine(_folder, "broker")).FullName);
    }

    public static int Run(string stylize, string[] words)
    {
        if (LocalBroker.Missing is { } missing)
        {
            Console.Error.WriteLine(missing);
            return 2;
        }

        var options = new CommandOptions(words);
        using var simulation = new ThousandWorkers(
            stylize, options.Integer("workers", 1000), options.Integer("files", 1_000_000),
            options.Number("seconds", 1), options.Integer("chunk", 100));
        return simulation.Run();
    }

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int Run()
    {
        MakeInputs();
        Note("submitting");
        var (id, submitter) = Submit();
        Row("submitter", submitter);
        if (_workers.Length == 0) return 0;

        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = NewWorker();
        }

        using var watch = Start("watch", id, "--quiet");
        var lines = Task.Run(() => Count(watch.StandardOutput));
        var errors = watch.StandardError.ReadToEndAsync();
        var watcher = Attend(watch, began);
        var took = Stopwatch.GetElapsedTime(began);
        var (distinct, all) = lines.Result;
        var records = RecordsAsync(id).GetAwaiter().GetResult();
        foreach (var worker in _workers)
        {
            worker.Stop();
        }

        Task.WhenAll(_workers.Select(worker => worker.Ended)).ContinueWith(_ => { }, TaskScheduler.Default)
            .Wait(TimeSpan.FromSeconds(20));
        var ideal = _files * _seconds / _workers.Length;
        var own = Environment.CpuUsage.TotalTime.TotalSeconds;
        Row("watcher", watcher);
        Row("broker", new Usage(took.TotalSeconds, _brokerProcessor, _brokerPeak));
        Row("list of batches", Measure(Start("batches"), out _));
        Row("workers, together", new Usage(took.TotalSeconds, own, Process.GetCurrentProcess().PeakWorkingSet64));
        Console.WriteLine(
            $"workers {_workers.Length}, files {_files}, {_seconds} s per file, {_chunkFiles} files per chunk");
        Console.WriteLine($"time {took.TotalSeconds:0} s, ideal {ideal:0} s, ratio {took.TotalSeconds / ideal:0.000}");
        Console.WriteLine(
            $"kills {_kills}, slow workers {_slow}, ended by errors {_ended}, broker restarted {_isRestarted}");
        Console.WriteLine($"records in the log {records}, {records / took.TotalSeconds:0} per second");
        Console.WriteLine(
            $"files completed {_tally.Done}, again {_tally.Repeated} ({100.0 * _tally.Repeated / _files:0.00}%)");
        Console.WriteLine(
            $"lines of watch {all}, lost {_files - distinct}, twice {all - distinct}, exit code {watch.ExitCode}");
        Console.WriteLine($"warnings of workers: {string.Join(" | ", _warnings)}");
        Console.WriteLine($"messages of watch: {errors.Result.Trim()}");
        return distinct == _files && all == _files && watch.ExitCode == 0 ? 0 : 1;
    }

    /// <summary>One folder of small files that has many names: a submission with a size of chunks reads no
    /// inputs.</summary>
    private void MakeInputs()
    {
        var photographs = Directory.CreateDirectory(Path.Combine(_folder, "photographs")).FullName;
        var one = Directory.CreateDirectory(Path.Combine(_folder, "one")).FullName;
        using var list = File.CreateText(Path.Combine(_folder, "list.txt"));
        for (var i = 0; i < _files; i++)
        {
            var (folder, name) = ($"{i / FolderFiles:0000}", $"photograph{i % FolderFiles:000}.png");
            if (i % FolderFiles == 0)
            {
                Directory.CreateSymbolicLink(Path.Combine(photographs, folder), one);
            }

            if (i < FolderFiles)
            {
                File.WriteAllText(Path.Combine(one, name), "1");
            }

            list.WriteLine($"photographs/{folder}/{name}");
        }
    }

    private (string Id, Usage Usage) Submit()
    {
        string[] words = ["submit", "pixel-art", "--input-list", "list.txt", "-o", "out", "--relative-to",
            "photographs"];
        var usage = Measure(Start([.. words, "--chunk-files", $"{_chunkFiles}"]), out var output);
        return (output.TrimEnd().Split('\n')[^1], usage);
    }

    private Process Start(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [_stylize, .. words])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(Gen0Size);
        start.Environment[BrokerAddress.Variable] = _broker.Address;
        return Process.Start(start)!;
    }

    /// <summary>Waits for a command and measures it.</summary>
    private static Usage Measure(Process process, out string output)
    {
        using var _ = process;
        var (began, processor) = (Stopwatch.GetTimestamp(), ProcessorTime.OfEndedChildren());
        var (text, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.WaitForExit(100))
        {
            peak = Math.Max(peak, Peak(process.Id));
        }

        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(error.Result);

        output = text.Result;
        return new Usage(
            Stopwatch.GetElapsedTime(began).TotalSeconds, ProcessorTime.OfEndedChildren() - processor, peak);
    }

    private SimulatedWorker NewWorker() => new(_broker.Address, _tally, _seconds, text =>
    {
        lock (_warnings)
        {
            _warnings.Add(text);
        }
    });

    /// <summary>Kills and slows workers and the broker until the watcher ends.</summary>
    private Usage Attend(Process watch, long began)
    {
        var (peak, processor, report, due) = (0L, 0.0, 0.0, 0.0);
        var earlier = 0.0;
        while (!watch.WaitForExit(200))
        {
            var now = Stopwatch.GetElapsedTime(began).TotalSeconds;
            peak = Math.Max(peak, Peak(watch.Id));
            _brokerPeak = Math.Max(_brokerPeak, Peak(_broker.Id));
            _brokerProcessor = earlier + Processor(_broker.Id);
            watch.Refresh();
            processor = watch.HasExited ? processor : watch.TotalProcessorTime.TotalSeconds;
            foreach (var (_, index, act) in _later.Where(l => l.Time <= now).ToList())
            {
                act(_workers[index]);
            }

            _later.RemoveAll(l => l.Time <= now);
            for (; due < now * _workers.Length * SharePerMinute / 60; due++)
            {
                Disturb(now);
            }

            if (!_isRestarted && _tally.Done >= _files / 2)
            {
                _isRestarted = true;
                earlier = _brokerProcessor;
                _broker.Kill();
                _broker.Start();
                Note("restarted the broker");
            }

            if (now >= report)
            {
                report = now + 15;
                Note(
                    $"{now:0} s: {_tally.Done} files, again {_tally.Repeated}, kills {_kills}, broker "
                    + $"{_brokerPeak >> 20} MiB {_brokerProcessor:0} s, watcher {peak >> 20} MiB {processor:0} s, "
                    + $"workers {Environment.WorkingSet >> 20} MiB {Environment.CpuUsage.TotalTime.TotalSeconds:0} s");
            }

            if (Array.Find(_workers, worker => worker.Ended.IsFaulted && !worker.Killed.IsCancellationRequested)
                is { } ended)
            {
                Note($"A worker ended: {ended.Ended.Exception!.InnerException!.Message}");
                _ended++;
                ended.Kill();
            }
        }

        watch.WaitForExit();
        return new Usage(Stopwatch.GetElapsedTime(began).TotalSeconds, processor, peak);
    }

    /// <summary>Kills one worker, which is replaced later, and slows another.</summary>
    private void Disturb(double now)
    {
        var index = _random.Next(_workers.Length);
        _workers[index].Kill();
        _kills++;
        _later.Add((now + ReplaceTime.TotalSeconds, index, _ => _workers[index] = NewWorker()));
        var slow = _random.Next(_workers.Length);
        _workers[slow].Slowness = Slowness;
        _slow++;
        _later.Add((now + SlowTime.TotalSeconds, slow, worker => worker.Slowness = 1));
    }

    private static (int Distinct, int All) Count(StreamReader output)
    {
        var (seen, all) = (new HashSet<string>(), 0);
        while (output.ReadLine() is { } line)
        {
            all++;
            seen.Add(line);
        }

        return (seen.Count, all);
    }

    private async Task<long> RecordsAsync(string id)
    {
        await using var session = await BrokerSession.OpenAsync(
            BrokerAddress.Find(_broker.Address, Path.GetFullPath), "simulation", default);
        return (await session.StateAsync(BrokerNames.Log(id), default))?.MessageCount ?? 0;
    }

    /// <summary>The maximum resident memory of a process in bytes; 0 if it has ended.</summary>
    private static long Peak(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return running.PeakWorkingSet64;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static double Processor(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime.TotalSeconds;
    }

    private static void Row(string name, Usage usage) =>
        Console.WriteLine(
            $"{name,-20} {usage.Peak / 1e6,8:0} MB {usage.Processor,8:0.0} s of processor time {usage.Seconds,8:0.0} s");

    private static void Note(string text) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {text}");

    private sealed record Usage(double Seconds, double Processor, long Peak);
}
