using System.Diagnostics;
using Stylize.Engine.IO;
using Stylize.Workers.Broker;
using Stylize.Workers.Operations;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Batches that workers do, with a real broker.</summary>
[Collection(BrokerCollection.Name)]
public sealed class WorkerTests : IDisposable
{
    private readonly BrokerFixture _broker;
    private readonly WorkFolder _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _workers = [];

    public WorkerTests(BrokerFixture broker)
    {
        _broker = broker;
        _folder = new WorkFolder(broker);
    }

    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAll(_workers).ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
        _stop.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public void Any_number_of_workers_makes_the_files_of_a_local_run()
    {
        _broker.Require();
        _folder.Photographs(200);
        var local = _folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "8", "--colors", "4");
        Assert.Equal(0, local.ExitCode);
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = _folder.Submit("pixel-art", "photos", "-o", $"out{workers}", "--width", "8", "--colors", "4", "--chunk-files", "9");
            while (_workers.Count < workers)
            {
                _workers.Add(_folder.Work(_stop.Token));
            }

            var watch = _folder.Run("watch", id);
            Assert.Equal(0, watch.ExitCode);
            Assert.Equal(local.OutLines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local", StringComparison.Ordinal)));
            _folder.AssertSame("local", $"out{workers}");
        }
    }

    [SkippableFact]
    public void Wells_of_a_plate_make_the_files_and_rows_of_a_local_run()
    {
        _broker.Require();
        _folder.Plate();
        string[] options = ["--channel", "DAPI", "--method", "otsu", "--statistics", "plate"];
        var local = _folder.Files.Run(["segment", "plate", "-o", "local", .. options]);
        Assert.Equal(0, local.ExitCode);
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = _folder.Submit(["segment", "plate", "-o", $"out{workers}", .. options]);
            while (_workers.Count < workers)
            {
                _workers.Add(_folder.Work(_stop.Token));
            }

            var watch = _folder.Run("watch", id);
            Assert.Equal(0, watch.ExitCode);
            Assert.Equal(local.OutLines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local", StringComparison.Ordinal)));
            _folder.AssertSame("local", $"out{workers}");
            Assert.Equal(
                StoreRows.OfSqlite(_folder["local/segmentation.sqlite"]), StoreRows.OfSqlite(_folder[$"out{workers}/segmentation.sqlite"]));
        }
    }

    [SkippableFact]
    public void A_file_that_fails_is_one_failure_and_watching_ends_as_a_local_run_does()
    {
        _broker.Require();
        _folder.Photographs(6);
        _folder.Files.File("photos/p002.png", "no picture");
        _folder.Files.File("out/p004.pixelart.png", "was there before");
        var id = _folder.Submit("pixel-art", "photos", "missing.png", "-o", "out", "--width", "8", "--chunk-files", "4");
        _workers.Add(_folder.Work(_stop.Token));
        var watch = _folder.Run("watch", id);
        Assert.Equal(1, watch.ExitCode);
        Assert.Equal(4, watch.OutLines.Length);
        Assert.Equal(3, watch.ErrorLines.Length);
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageUnreadable") && line.Contains("p002.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("TargetExists") && line.Contains("p004.pixelart.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageMissing") && line.Contains("missing.png"));
        Assert.Equal("was there before", File.ReadAllText(_folder["out/p004.pixelart.png"]));

        // Later, and by others, the same is seen; the list knows it until it is forgotten.
        Assert.Equal(watch, _folder.Run("watch", id));
        Assert.Contains(_folder.Run("batches").OutLines, line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("ended"));
        Assert.Equal(0, _folder.Run("batches", "--forget", id).ExitCode);
        Assert.DoesNotContain(id, _folder.Run("batches").Out);
        Assert.Equal(2, _folder.Run("watch", id).ExitCode);
    }

    [SkippableFact]
    public void Workers_that_are_killed_again_and_again_lose_nothing()
    {
        _broker.Require();
        _folder.Photographs(24, 150, 100);
        Assert.Equal(0, _folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "32").ExitCode);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "32", "--chunk-files", "8");
        var kills = 0;
        using var watch = Task.Run(() => _folder.Run("watch", id));
        for (var seen = 0; kills < 5 && !watch.IsCompleted; kills++)
        {
            var worker = _folder.WorkerProcess("--throttle-limit", "1");
            WaitFor(() => watch.IsCompleted || Outputs() > seen);
            seen = Outputs();
            worker.Kill();
            worker.WaitForExit();
        }

        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, watch.GetAwaiter().GetResult().ExitCode);
        Assert.True(kills > 1);
        _folder.AssertSame("local", "out");

        int Outputs() => Directory.Exists(_folder["out"]) ? Directory.GetFiles(_folder["out"], "*.png").Length : 0;
    }

    [SkippableFact]
    public void A_file_that_kills_three_workers_thrice_is_named_and_all_others_are_done()
    {
        _broker.Require();
        _folder.Photographs(5);
        File.Copy(_folder["photos/p001.png"], _folder["photos/poison.png"]);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "6");
        using var watch = Task.Run(() => _folder.Run("watch", id));
        var deaths = 0;
        while (!watch.IsCompleted && deaths < 12)
        {
            var worker = _folder.MortalWorker();
            WaitFor(() => watch.IsCompleted || worker.HasExited);
            deaths += worker.HasExited ? 1 : 0;
        }

        var run = watch.GetAwaiter().GetResult();
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("poison.png", Assert.Single(run.ErrorLines));
        Assert.Equal(5, run.OutLines.Length);
        Assert.Equal(6, deaths);
        Assert.DoesNotContain(_folder.Files.Names, AtomicFile.IsTemporary);
        Assert.Equal(1u, Ask(session => session.StateAsync(BrokerNames.Dead, default))!.MessageCount);
        Ask<object>(async session =>
        {
            await session.DeleteAsync(BrokerNames.Dead, default);
            await session.DeclareQueueAsync(BrokerNames.Dead, new() { ["x-queue-type"] = "quorum" }, default);
            return null;
        });
    }

    [SkippableFact]
    public void A_broker_that_is_killed_and_started_again_loses_nothing()
    {
        _broker.Require();
        _folder.Photographs(40, 150, 100);
        Assert.Equal(0, _folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "24").ExitCode);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "24", "--chunk-files", "7");
        using var watch = Task.Run(() => _folder.Run("watch", id));
        _workers.Add(_folder.Work(_stop.Token));
        _workers.Add(_folder.Work(_stop.Token));
        WaitFor(() => Directory.Exists(_folder["out"]) && Directory.GetFiles(_folder["out"], "*.png").Length > 3);
        _broker.Kill();
        _broker.Start();
        Assert.Equal(0, watch.GetAwaiter().GetResult().ExitCode);
        _folder.AssertSame("local", "out");
    }

    [SkippableFact]
    public void Two_batches_at_once_and_a_worker_that_joins_late()
    {
        _broker.Require();
        _folder.Photographs(30);
        var first = _folder.Submit("pixel-art", "photos", "-o", "a", "--width", "8", "--chunk-files", "4");
        var second = _folder.Submit("dot-art", "photos", "-o", "b", "--chunk-files", "4");
        using var late = new ManualResetEventSlim();
        _workers.Add(_folder.Work(_stop.Token, codec: WatchedCodec.Create(_ => late.Set())));
        late.Wait(TimeSpan.FromSeconds(30));
        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, _folder.Run("watch", second).ExitCode);
        Assert.Equal(0, _folder.Run("watch", first).ExitCode);
        Assert.Equal(0, _folder.Files.Run("pixel-art", "photos", "-o", "la", "--width", "8").ExitCode);
        Assert.Equal(0, _folder.Files.Run("dot-art", "photos", "-o", "lb").ExitCode);
        _folder.AssertSame("la", "a");
        _folder.AssertSame("lb", "b");
    }

    [SkippableFact]
    public void A_worker_of_another_version_takes_nothing_and_says_why()
    {
        _broker.Require();
        _folder.Photographs(2);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8");
        var told = new List<string>();
        var old = new WorkerOptions { Version = "v0.test", IdleExit = TimeSpan.FromSeconds(2) };
        Assert.True(_folder.Work(_stop.Token, old, text => { lock (told) told.Add(text); }).Wait(TimeSpan.FromSeconds(30)));
        Assert.Contains(told, line => line.StartsWith("Work is waiting that Stylize ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder["out"]));
        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, _folder.Run("watch", id).ExitCode);
    }

    [SkippableFact]
    public void What_is_not_begun_is_taken_back()
    {
        _broker.Require();
        _folder.Photographs(20);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        using var reading = new ManualResetEventSlim();
        using var cancelled = new ManualResetEventSlim();
        var codec = WatchedCodec.Create(_ =>
        {
            reading.Set();
            cancelled.Wait(TimeSpan.FromSeconds(30));
        });
        _workers.Add(_folder.Work(_stop.Token, new WorkerOptions { LookInterval = TimeSpan.FromMilliseconds(100) }, codec: codec));
        reading.Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(0, _folder.Run("batches", "--cancel", id).ExitCode);
        cancelled.Set();
        var watch = _folder.Run("watch", id);
        Assert.Equal(1, watch.ExitCode);
        Assert.InRange(watch.OutLines.Length, 1, 2);
        Assert.Contains("taken back", watch.Error);
    }

    [SkippableFact]
    public void A_worker_that_is_told_to_stop_gives_the_rest_back_and_what_is_done_is_not_done_again()
    {
        _broker.Require();
        Skip.If(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        _folder.Photographs(40, 150, 100);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "32", "--chunk-files", "40");
        var worker = _folder.WorkerProcess("--throttle-limit", "1");
        WaitFor(() => Directory.Exists(_folder["out"]) && Directory.GetFiles(_folder["out"], "*.png").Length > 2);
        using var kill = Process.Start("kill", ["-TERM", $"{worker.Id}"]);
        WaitFor(() => worker.HasExited);
        var done = Directory.GetFiles(_folder["out"], "*.png").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(done.Count, 3, 39);
        Assert.DoesNotContain(_folder.Files.Names, AtomicFile.IsTemporary);
        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, _folder.Run("watch", id).ExitCode);
        Assert.All(done, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [SkippableFact]
    public void A_chunk_that_takes_longer_than_the_broker_waits_is_held_by_a_lease_that_ends_with_its_worker()
    {
        _broker.Require();
        _folder.Photographs(3);
        File.Copy(_folder["photos/p001.png"], _folder["photos/slow.png"]);
        var id = _folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "4");
        var worker = _folder.MortalWorker();
        string? line;
        while ((line = worker.StandardOutput.ReadLine()) is not null && !line.Contains("lease", StringComparison.Ordinal))
        {
        }

        // Acknowledged, and nobody else may take it as long as the worker lives.
        Assert.NotNull(line);
        Assert.Equal(0u, Ask(session => session.StateAsync(BrokerNames.Work(WorkVersion.Current), default))!.MessageCount);
        worker.Kill();
        worker.WaitForExit();

        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, _folder.Run("watch", id).ExitCode);
        Assert.Equal(4, Directory.GetFiles(_folder["out"], "*.png").Length);
    }

    [SkippableFact]
    public void The_broker_is_reached_by_its_certificate_and_ones_own()
    {
        _broker.Require();
        _folder.Photographs(1);
        var c = _broker.Certificates;
        var file = _folder.Files.File("broker.conf", $"""
            # The lab's broker
            address = {_broker.SecureAddress}
            user = guest
            password = guest
            ca = {c.Authority}
            certificate = {c.Client}
            key = {c.ClientKey}
            """);
        var run = _folder.Files.Run("submit", "pixel-art", "photos", "-o", "out", "--broker", file);
        Assert.True(run.ExitCode == 0, run.Error);
        _workers.Add(_folder.Work(_stop.Token));
        Assert.Equal(0, _folder.Files.Run("watch", run.OutLines[^1], "--broker", file).ExitCode);

        var stranger = _folder.Files.Run("batches", "--broker", _broker.SecureAddress);
        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains("certificate", stranger.Error);
        var refused = _folder.Files.File("wrong.conf", $"address = {_broker.Address}\nuser = me\npassword = s3cret\n");
        var run2 = _folder.Files.Run("batches", "--broker", refused);
        Assert.Equal(1, run2.ExitCode);
        Assert.Contains("does not let this user in", run2.Error);
        Assert.DoesNotContain("s3cret", run2.Error);
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (var i = 0; i < 1200 && !condition(); i++)
        {
            Thread.Sleep(50);
        }

        Assert.True(condition());
    }

    private T? Ask<T>(Func<BrokerSession, Task<T?>> ask)
    {
        return Asked().GetAwaiter().GetResult();

        async Task<T?> Asked()
        {
            await using var session = await BrokerSession.OpenAsync(_broker.Broker, "test", default);
            return await ask(session);
        }
    }
}
