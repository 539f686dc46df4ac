using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Batches that workers do.</summary>
[Collection(BrokerCollection.Name)]
public sealed class WorkerTests(BrokerFixture broker) : BrokerTest(broker)
{
    [SkippableFact]
    public void Any_number_of_workers_makes_the_files_of_a_local_run()
    {
        Broker.Require();
        Folder.Photographs(200);
        var local = Folder.Files.Run("pixel-art", "photos", "-o", "local", "--width", "8", "--colors", "4");
        Assert.Equal(0, local.ExitCode);
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = Folder.Submit("pixel-art", "photos", "-o", $"out{workers}", "--width", "8", "--colors", "4", "--chunk-files", "9");
            while (Workers.Count < workers)
            {
                Workers.Add(Folder.Work(Stop.Token));
            }

            var watch = Folder.Run("watch", id);
            Assert.Equal(0, watch.ExitCode);
            Assert.Equal(local.OutLines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local", StringComparison.Ordinal)));
            Folder.AssertSame("local", $"out{workers}");
        }
    }

    [SkippableFact]
    public void Wells_of_a_plate_make_the_files_and_rows_of_a_local_run()
    {
        Broker.Require();
        Folder.Plate();
        string[] options = ["--channel", "DAPI", "--method", "otsu", "--statistics", "plate"];
        var local = Folder.Files.Run(["segment", "plate", "-o", "local", .. options]);
        Assert.Equal(0, local.ExitCode);
        var lines = local.OutLines.Where(line => !WorkFolder.IsOfWholePlate(line));
        foreach (var workers in (int[])[1, 2, 4])
        {
            var id = Folder.Submit(["segment", "plate", "-o", $"out{workers}", .. options]);
            while (Workers.Count < workers)
            {
                Workers.Add(Folder.Work(Stop.Token));
            }

            var watch = Folder.Run("watch", id);
            Assert.Equal(0, watch.ExitCode);
            Assert.Equal(lines, watch.OutLines.Select(line => line.Replace($"out{workers}", "local", StringComparison.Ordinal)));
            Folder.AssertSame("local", $"out{workers}");
            var (expected, stored) = (
                StoreRows.OfSqlite(Folder["local/segmentation.sqlite"]), StoreRows.OfSqlite(Folder[$"out{workers}/segmentation.sqlite"]));
            Assert.Empty(expected.Except(stored));
            Assert.Equal(expected, stored);
        }

        // What needs all wells: an update leaves the wells and makes the page.
        var page = Folder["out4/segmentation.html"];
        Assert.False(File.Exists(page));
        var update = Folder.Files.Run(["segment", "plate", "-o", "out4", "--update", .. options]);
        Assert.Contains(" 0 created, 12 up to date, 0 failed.", Assert.Single(update.ErrorLines));
        Assert.Equal(File.ReadAllBytes(Folder["local/segmentation.html"]), File.ReadAllBytes(page));
        string[] overviews = [.. Directory.GetFiles(Folder["local/Overview"]).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(overviews);
        Assert.All(overviews, path => Assert.Equal(
            File.ReadAllBytes(path), File.ReadAllBytes(Folder[$"out4/Overview/{Path.GetFileName(path)}"])));
    }

    [SkippableFact]
    public void A_file_that_fails_is_one_failure_and_watching_ends_as_a_local_run_does()
    {
        Broker.Require();
        Folder.Photographs(6);
        Folder.Files.File("photos/p002.png", "no picture");
        Folder.Files.File("out/p004.pixelart.png", "was there before");
        var id = Folder.Submit("pixel-art", "photos", "missing.png", "-o", "out", "--width", "8", "--chunk-files", "4");
        Workers.Add(Folder.Work(Stop.Token));
        var watch = Folder.Run("watch", id);
        Assert.Equal(1, watch.ExitCode);
        Assert.Equal(4, watch.OutLines.Length);
        Assert.Equal(3, watch.ErrorLines.Length);
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageUnreadable") && line.Contains("p002.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("TargetExists") && line.Contains("p004.pixelart.png"));
        Assert.Single(watch.ErrorLines, line => line.Contains("ImageMissing") && line.Contains("missing.png"));
        Assert.Equal("was there before", File.ReadAllText(Folder["out/p004.pixelart.png"]));

        // Later, and by others, the same is seen; the list knows it until it is forgotten.
        Assert.Equal(watch, Folder.Run("watch", id));
        Assert.Contains(Folder.Run("batches").OutLines, line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("ended"));
        Assert.Equal(0, Folder.Run("batches", "--forget", id).ExitCode);
        Assert.DoesNotContain(id, Folder.Run("batches").Out);
        Assert.Equal(2, Folder.Run("watch", id).ExitCode);
    }

    [SkippableFact]
    public void Two_batches_at_once_and_a_worker_that_joins_late()
    {
        Broker.Require();
        Folder.Photographs(30);
        var first = Folder.Submit("pixel-art", "photos", "-o", "a", "--width", "8", "--chunk-files", "4");
        var second = Folder.Submit("dot-art", "photos", "-o", "b", "--chunk-files", "4");
        using var late = new ManualResetEventSlim();
        Workers.Add(Folder.Work(Stop.Token, codec: WatchedCodec.Create(_ => late.Set())));
        late.Wait(TimeSpan.FromSeconds(30));
        Workers.Add(Folder.Work(Stop.Token));
        Assert.Equal(0, Folder.Run("watch", second).ExitCode);
        Assert.Equal(0, Folder.Run("watch", first).ExitCode);
        Assert.Equal(0, Folder.Files.Run("pixel-art", "photos", "-o", "la", "--width", "8").ExitCode);
        Assert.Equal(0, Folder.Files.Run("dot-art", "photos", "-o", "lb").ExitCode);
        Folder.AssertSame("la", "a");
        Folder.AssertSame("lb", "b");
    }

    [SkippableFact]
    public void A_worker_of_another_version_takes_nothing_and_says_why()
    {
        Broker.Require();
        Folder.Photographs(2);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8");
        var told = new List<string>();
        var old = new WorkerOptions { Version = "v0.test", IdleExit = TimeSpan.FromSeconds(2) };
        Assert.True(Folder.Work(Stop.Token, old, text => { lock (told) told.Add(text); }).Wait(TimeSpan.FromSeconds(30)));
        Assert.Contains(told, line => line.StartsWith("Work is waiting that Stylize ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Folder["out"]));
        Workers.Add(Folder.Work(Stop.Token));
        Assert.Equal(0, Folder.Run("watch", id).ExitCode);
    }

    [SkippableFact]
    public void What_is_not_begun_is_taken_back()
    {
        Broker.Require();
        Folder.Photographs(20);
        var id = Folder.Submit("pixel-art", "photos", "-o", "out", "--width", "8", "--chunk-files", "2");
        using var reading = new ManualResetEventSlim();
        using var canceled = new ManualResetEventSlim();
        var codec = WatchedCodec.Create(_ =>
        {
            reading.Set();
            canceled.Wait(TimeSpan.FromSeconds(30));
        });
        Workers.Add(Folder.Work(Stop.Token, new WorkerOptions { LookInterval = TimeSpan.FromMilliseconds(100) }, codec: codec));
        reading.Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Folder.Run("batches", "--cancel", id).ExitCode);
        canceled.Set();
        var watch = Folder.Run("watch", id);
        Assert.Equal(1, watch.ExitCode);
        Assert.InRange(watch.OutLines.Length, 1, 2);
        Assert.Contains("taken back", watch.Error);
    }

    [SkippableFact]
    public void The_broker_is_reached_by_its_certificate_and_ones_own()
    {
        Broker.Require();
        Folder.Photographs(1);
        var c = Broker.Certificates;
        var file = Folder.Files.File("broker.conf", $"""
            # The lab's broker
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
        Assert.Equal(0, Folder.Files.Run("watch", run.OutLines[^1], "--broker", file).ExitCode);

        var stranger = Folder.Files.Run("batches", "--broker", Broker.SecureAddress);
        Assert.Equal(1, stranger.ExitCode);
        Assert.Contains("certificate", stranger.Error);
        var refused = Folder.Files.File("wrong.conf", $"address = {Broker.Address}\nuser = me\npassword = s3cret\n");
        var run2 = Folder.Files.Run("batches", "--broker", refused);
        Assert.Equal(1, run2.ExitCode);
        Assert.Contains("does not let this user in", run2.Error);
        Assert.DoesNotContain("s3cret", run2.Error);
    }
}
