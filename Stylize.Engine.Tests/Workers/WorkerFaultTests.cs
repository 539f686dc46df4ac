using System.Net;
using System.Net.Sockets;
using Stylize.Workers.Broker;
using Stylize.Workers.Operations;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Workers and brokers that end during their work.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Tier", "All")]
public sealed class WorkerFaultTests(BrokerFixture broker) : BrokerTest(broker)
{
    [Fact<BrokerFixture>]
    public async Task Repeatedly_killed_workers_lose_no_work()
    {
        Folder.Photographs(24, 150, 100);
        Folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "32").Exits(0);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "32", "--chunk-files", "8");
        var kills = 0;
        var watch = Task.Run(() => Folder.Run("watch", id));
        for (var seen = 0; kills < 5 && !watch.IsCompleted; kills++)
        {
            var worker = Folder.WorkerProcess("--throttle-limit", "1");
            WaitFor(() => watch.IsCompleted || Outputs() > seen);
            seen = Outputs();
            worker.Kill();
            worker.WaitForExit();
        }

        Workers.Add(Folder.Work(Stop.Token));
        Assert.Equal(0, (await watch.WaitAsync(Patience)).ExitCode);
        Assert.True(kills > 1);
        Folder.AssertSame("local", "out");

        int Outputs() => Directory.Exists(Folder["out"]) ? Directory.GetFiles(Folder["out"], "*.png").Length : 0;
    }

    [Fact<BrokerFixture>]
    public async Task A_file_that_ends_its_workers_is_reported_and_all_others_are_processed()
    {
        Folder.Photographs(5);
        File.Copy(Folder["photos/p001.png"], Folder["photos/poison.png"]);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "6");
        var watch = Task.Run(() => Folder.Run("watch", id));
        var deaths = 0;
        while (!watch.IsCompleted && deaths < 12)
        {
            var worker = Folder.CrashingWorker();
            WaitFor(() => watch.IsCompleted || worker.HasExited);
            deaths += worker.HasExited ? 1 : 0;
        }

        var run = await watch.WaitAsync(Patience);
        Assert.Equal(1, run.ExitCode);
        // Between two workers there can be a warning that no worker is available.
        Assert.Single(run.ErrorLines, line => line.Contains("poison.png"));
        Assert.Equal(5, run.OutLines.Length);
        Assert.Equal(6, deaths);
        Assert.DoesNotContain(Folder.Files.Names, AtomicFile.IsTemporary);
        Assert.Equal(1u, Ask(session => session.StateAsync(BrokerNames.Dead, default))!.MessageCount);
        ClearDead();
    }

    [Fact<BrokerFixture>]
    public async Task A_broker_that_is_killed_at_any_moment_of_a_batch_loses_no_work()
    {
        const int Files = 40, Moments = 10;
        Folder.Photographs(Files, 150, 100);
        Folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "24").Exits(0);
        using var reached = new SemaphoreSlim(0);
        using var killed = new ManualResetEventSlim();
        var left = 0;
        var codec = WatchedCodec.Create(_ =>
        {
            if (Interlocked.Decrement(ref left) >= 0) return;

            reached.Release();
            killed.Wait(Patience);
        });
        Workers.Add(Folder.Work(Stop.Token, codec: codec));
        Workers.Add(Folder.Work(Stop.Token, codec: codec));
        for (var moment = 0; moment < Moments; moment++)
        {
            var output = $"out{moment}";
            killed.Reset();
            left = moment * Files / Moments;
            var id = Folder.Submit("pixel-art", "photos", "-o", output, "--width", "24", "--chunk-files", "7");
            var watch = Task.Run(() => Folder.Run("watch", id));
            Assert.True(await reached.WaitAsync(Patience));
            Broker.Kill();
            killed.Set();
            Broker.Start();
            var run = await watch.WaitAsync(Patience);
            Assert.Equal((0, Files), (run.ExitCode, run.OutLines.Length));
            Folder.AssertSame("local", output);
            while (reached.Wait(0))
            {
            }
        }
    }

    [Fact<BrokerFixture>]
    public async Task A_log_that_a_restarted_broker_has_not_started_yet_loses_no_results()
    {
        Folder.Photographs(6);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        var watch = Task.Run(() => Folder.Run("watch", id));
        var isHidden = false;
        var codec = WatchedCodec.Create(name =>
        {
            if (isHidden || !name.EndsWith("p003.png", StringComparison.Ordinal)) return;

            isHidden = true;
            Broker.Hide(BrokerNames.Log(id));
        });
        Workers.Add(Folder.Work(Stop.Token, codec: codec));
        var run = await watch.WaitAsync(Patience);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, run.OutLines.Length);
    }

    [Fact<BrokerFixture>]
    public void A_lost_exchange_does_not_cancel_its_batch()
    {
        Folder.Photographs(6);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        Ask<object>(async session =>
        {
            await session.CloseAsync(id, default);
            return null;
        });
        Workers.Add(Folder.Work(Stop.Token));
        Folder.Run("watch", id).Exits(0);
        Assert.Equal(6, Directory.GetFiles(Folder["out"], "*.png").Length);
    }

    [Fact<BrokerFixture>]
    public async Task A_connection_that_a_busy_broker_resets_is_tried_again()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(stop.Token);

        var address = BrokerAddress.Find($"amqp://127.0.0.1:{((IPEndPoint)busy.LocalEndpoint).Port}", Path.GetFullPath);
        await using (await BrokerSession.OpenAsync(address, "test", default))
        {
        }

        await stop.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);

        async Task ServeAsync(CancellationToken cancellation)
        {
            for (var i = 0; i < 2; i++)
            {
                using var refused = await busy.AcceptSocketAsync(cancellation);
                refused.LingerState = new LingerOption(true, 0);
            }

            using var client = await busy.AcceptTcpClientAsync(cancellation);
            using var broker = new TcpClient();
            await broker.ConnectAsync(IPAddress.Loopback, new Uri(Broker.Address).Port, cancellation);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(broker.GetStream(), cancellation),
                broker.GetStream().CopyToAsync(client.GetStream(), cancellation));
        }
    }

    [Fact<BrokerFixture>]
    public async Task A_worker_notices_a_lost_connection_while_a_file_takes_long()
    {
        Folder.Photographs(2);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        var watch = Task.Run(() => Folder.Run("watch", id));
        using var started = new ManualResetEventSlim();
        using var mayContinue = new ManualResetEventSlim();
        using var lost = new ManualResetEventSlim();
        var codec = WatchedCodec.Create(_ =>
        {
            started.Set();
            mayContinue.Wait();
        });
        try
        {
            Workers.Add(Folder.Work(
                Stop.Token, new WorkerOptions { CheckInterval = TimeSpan.FromHours(1) },
                text =>
                {
                    if (text.StartsWith("Lost connection", StringComparison.Ordinal)) lost.Set();
                },
                codec));
            WaitFor(() => started.IsSet);
            Broker.Kill();
            Broker.Start();
            WaitFor(() => lost.IsSet);
        }
        finally
        {
            mayContinue.Set();
        }

        var run = await watch.WaitAsync(Patience);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.OutLines.Length);
    }

    [Fact<BrokerFixture>]
    public void A_stopped_worker_returns_the_rest_and_completed_files_are_not_repeated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends signals with kill.");
        Folder.Photographs(40, 150, 100);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "32", "--chunk-files", "40");
        var worker = Folder.WorkerProcess("--throttle-limit", "1");
        WaitFor(() => Directory.Exists(Folder["out"]) && Directory.GetFiles(Folder["out"], "*.png").Length > 2);
        using var kill = Process.Start("kill", ["-TERM", $"{worker.Id}"]);
        WaitFor(() => worker.HasExited);
        Assert.Equal(143, worker.ExitCode);
        WaitFor(() =>
            Ask(session => session.StateAsync(BrokerNames.Work(WorkVersion.Current), default))!.MessageCount == 1);
        var done = Directory.GetFiles(Folder["out"], "*.png").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(done.Count, 3, 39);
        Assert.DoesNotContain(Folder.Files.Names, AtomicFile.IsTemporary);
        Workers.Add(Folder.Work(Stop.Token));
        Folder.Run("watch", id).Exits(0);
        Assert.All(done, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [Fact<BrokerFixture>]
    public void A_long_chunk_is_held_by_a_lease_that_ends_with_its_worker()
    {
        Folder.Photographs(3);
        File.Copy(Folder["photos/p001.png"], Folder["photos/slow.png"]);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "4");
        var worker = Folder.CrashingWorker("0.5");
        string? line;
        while ((line = worker.StandardOutput.ReadLine()) is not null
            && !line.Contains("lease"))
        {
        }

        // The message is acknowledged, and no other worker receives the chunk while this worker runs.
        Assert.NotNull(line);
        Assert.Equal(
            0u, Ask(session => session.StateAsync(BrokerNames.Work(WorkVersion.Current), default))!.MessageCount);
        worker.Kill();
        worker.WaitForExit();

        Workers.Add(Folder.Work(Stop.Token));
        Folder.Run("watch", id).Exits(0);
        Assert.Equal(4, Directory.GetFiles(Folder["out"], "*.png").Length);
    }
}
