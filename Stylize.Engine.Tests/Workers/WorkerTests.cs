using System.Collections.Concurrent;
using Stylize.Workers.Operations;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Batches that workers process.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Tier", "All")]
public sealed class WorkerTests(BrokerFixture broker) : BrokerTest(broker)
{
    [Fact<BrokerFixture>]
    public void Any_number_of_workers_creates_the_files_of_a_local_run()
    {
        Folder.Photographs(200);
        var local = Folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "8", "--colors", "4").Exits(0);
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = Folder.Submit(
                "pixel-art", "photos", "-o", $"out{workers}", "--width", "8", "--colors", "4", "--chunk-files", "9");
            while (Workers.Count < workers)
            {
                Workers.Add(Folder.Work(Stop.Token));
            }

            var watch = Folder.Run("watch", id).Exits(0);
            Assert.Equal(local.OutLines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local")));
            Folder.AssertSame("local", $"out{workers}");
        }
    }

    [Fact<BrokerFixture>]
    public void Workers_create_the_files_and_rows_of_a_local_plate_run()
    {
        Folder.Plate();
        string[] options = ["--channel", "DAPI", "--method", "otsu", "--statistics", "plate"];
        var local = Folder.Files.Run(["segment", "plate", "-o", "local", .. options]).Exits(0);
        var lines = local.OutLines.Where(line => !WorkFolder.IsOfWholePlate(line));
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = Folder.Submit(["segment", "plate", "-o", $"out{workers}", .. options]);
            while (Workers.Count < workers)
            {
                Workers.Add(Folder.Work(Stop.Token));
            }

            var watch = Folder.Run("watch", id).Exits(0);
            Assert.Equal(lines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local")));

            // The page and limits of quality need all wells: an update keeps the wells and judges the images.
            var page = Folder[$"out{workers}/segmentation.html"];
            Assert.False(File.Exists(page));
            var update = Folder.Files.Run(["segment", "plate", "-o", $"out{workers}", "--update", .. options]);
            Assert.Contains(" 0 created, 12 up to date, 0 failed.", update.Error);
            Folder.AssertSame("local", $"out{workers}");
            Assert.Equal(
                StoreRows.OfSqlite(Folder["local/segmentation.sqlite"]),
                StoreRows.OfSqlite(Folder[$"out{workers}/segmentation.sqlite"]));
            Assert.Equal(File.ReadAllBytes(Folder["local/segmentation.html"]), File.ReadAllBytes(page));
            Assert.Equal(
                File.ReadAllText(Folder["local/wells.csv"]), File.ReadAllText(Folder[$"out{workers}/wells.csv"]));
            string[] overviews = [.. Directory.GetFiles(Folder["local/Overview"]).Order(StringComparer.Ordinal)];
            Assert.NotEmpty(overviews);
            Assert.All(overviews, path => Assert.Equal(
                File.ReadAllBytes(path),
                File.ReadAllBytes(Folder[$"out{workers}/Overview/{Path.GetFileName(path)}"])));
        }
    }

    [Fact<BrokerFixture>]
    public void A_failed_file_is_one_failure_and_watch_ends_like_a_local_run()
    {
        Folder.Photographs(6);
        Folder.Files.File("photos/p002.png", "not an image");
        Folder.Files.File("out/p004.pixelart.png", "existing file");
        var id = Folder.Submit("pixel-art", "photos", "missing.png", "-o", "out", "--width", "8", "--chunk-files", "4");
        Workers.Add(Folder.Work(Stop.Token));
        var watch = Folder.Run("watch", id).Exits(1);
        Assert.Equal(4, watch.OutLines.Length);
        Assert.Equal(3, watch.ErrorLines.Length);
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageUnreadable") && line.Contains("p002.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("TargetExists") && line.Contains("p004.pixelart.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageMissing") && line.Contains("missing.png"));
        Assert.Equal("existing file", File.ReadAllText(Folder["out/p004.pixelart.png"]));

        // Watching again gives the same output until the results are deleted.
        Assert.Equal(watch, Folder.Run("watch", id));
        Assert.Contains(Folder.Run("batches").OutLines,
            line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("ended"));
        Folder.Run("batches", "--forget", id).Exits(0);
        Assert.DoesNotContain(id, Folder.Run("batches").Out);
        Folder.Run("watch", id).Exits(2);
    }

    [Fact<BrokerFixture>]
    public void Two_concurrent_batches_are_completed_by_workers_that_start_later()
    {
        Folder.Photographs(30);
        var first = Folder.Submit("pixel-art", "photos", "-o", "a", "--width", "8", "--chunk-files", "4");
        var second = Folder.Submit("dot-art", "photos", "-o", "b", "--chunk-files", "4");
        using var late = new ManualResetEventSlim();
        Workers.Add(Folder.Work(Stop.Token, codec: WatchedCodec.Create(_ => late.Set())));
        late.Wait(Patience);
        Workers.Add(Folder.Work(Stop.Token));
        Folder.Run("watch", second).Exits(0);
        Folder.Run("watch", first).Exits(0);
        Folder.Files.Run("pixel-art", "photos", "-o", "la", "--width", "8").Exits(0);
        Folder.Files.Run("dot-art", "photos", "-o", "lb").Exits(0);
        Folder.AssertSame("la", "a");
        Folder.AssertSame("lb", "b");
    }

    [Fact<BrokerFixture>]
    public async Task A_worker_of_another_version_processes_nothing_and_reports_the_batch()
    {
        Folder.Photographs(2);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8");
        var messages = new ConcurrentQueue<string>();
        var old = new WorkerOptions { Version = "v0.test", IdleExit = TimeSpan.FromSeconds(2) };
        await Folder.Work(Stop.Token, old, messages.Enqueue).WaitAsync(Patience);
        Assert.Contains(messages, line => line.Contains("v0.test") && line.Contains(WorkVersion.Current));
        Assert.False(Directory.Exists(Folder["out"]));
        Workers.Add(Folder.Work(Stop.Token));
        Folder.Run("watch", id).Exits(0);
    }

    [Fact<BrokerFixture>]
    public void Chunks_that_are_not_started_are_canceled()
    {
        Folder.Photographs(20);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        using var reading = new ManualResetEventSlim();
        using var canceled = new ManualResetEventSlim();
        var codec = WatchedCodec.Create(_ =>
        {
            reading.Set();
            canceled.Wait(Patience);
        });
        Workers.Add(
            Folder.Work(
                Stop.Token, new WorkerOptions { CheckInterval = TimeSpan.FromMilliseconds(100) }, codec: codec));
        reading.Wait(Patience);
        Folder.Run("batches", "--cancel", id).Exits(0);
        canceled.Set();
        var watch = Folder.Run("watch", id).Exits(1);
        Assert.InRange(watch.OutLines.Length, 1, 2);
        Assert.Contains("20", watch.Error);
    }

    [Fact<BrokerFixture>]
    public void Certificates_of_the_broker_and_the_client_are_used()
    {
        Folder.Photographs(1);
        var c = Broker.Certificates;
        var file = Folder.Files.File("broker.conf", $"""
            # A comment
            address = {Broker.SecureAddress}
            user = guest
            password = guest
            ca = {c.Authority}
            certificate = {c.Client}
            key = {c.ClientKey}
            """);
        var run = Folder.Files.Run("submit", "pixel-art", "photos", "-o", "out", "--broker", file);
        Assert.True(run.ExitCode == 0, run.Error);
        Workers.Add(Folder.Work(Stop.Token));
        Folder.Files.Run("watch", run.OutLines[^1], "--broker", file).Exits(0);

        Folder.Files.Run("batches", "--broker", Broker.SecureAddress).Exits(1, "ConnectionFailed");
        var refused = Folder.Files.File("wrong.conf", $"address = {Broker.Address}\nuser = me\npassword = s3cret\n");
        var run2 = Folder.Files.Run("batches", "--broker", refused).Exits(1, "ConnectionFailed");
        Assert.DoesNotContain("s3cret", run2.Error);
    }
}
