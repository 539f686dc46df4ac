using System.Collections.Concurrent;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;
using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>Malformed and malicious messages among those of real batches.</summary>
[Collection(BrokerCollection.Name)]
public sealed class HostileMessageTests(BrokerFixture broker) : BrokerTest(broker)
{
    private static string Work => BrokerNames.Work(WorkVersion.Current);

    [Fact<BrokerFixture>]
    public async Task Malformed_messages_do_not_affect_a_batch()
    {
        Folder.Photographs(24);
        string[] options = ["--width", "8", "--colors", "4"];
        var local = Folder.Files.Run(["pixel-art", "photos", "-o", "local", .. options]);
        var id = Folder.Submit(["pixel-art", "photos", "-o", "out", .. options, "--chunk-files", "5"]);
        string[] malformed =
        [
            "not json", "null", $$"""{"batch":"{{id}}"}""", $$"""{"batch":"{{id}}","units":[null]}""",
            $$"""{"batch":"{{id}}","number":99999999999,"units":[{"source":"/a","target":"/b"}]}""",
            $$"""{"batch":"{{new string('b', 300)}}","units":[{"source":"/a","target":"/b"}]}""",
        ];
        ClearDead();

        // The malformed messages precede the chunks, because a watch ends with its batch.
        string[] chunks = [.. TakeAll(Work).Where(chunk => chunk.Contains(id))];
        Assert.Equal(5, chunks.Length);
        Send(Work, [.. malformed, .. chunks]);
        Send(BrokerNames.Broken(WorkVersion.Current), "null");
        Send(BrokerNames.Directory, "null", "{}");
        Send(BrokerNames.Log(id), "not json", """{"results":[{"index":0,"source":"/a","seconds":1e300}]}""");

        var messages = new ConcurrentQueue<string>();
        var idle = new WorkerOptions { IdleExit = TimeSpan.FromSeconds(1) };
        Task[] workers =
        [
            .. Enumerable.Range(0, 2)
                .Select(_ => Folder.Work(Stop.Token, idle, messages.Enqueue)),
        ];
        var watch = Folder.Run("watch", id);
        Assert.Equal(local.OutLines, watch.OutLines.Select(line => line.Replace("out", "local")));
        Assert.Equal(0, watch.ExitCode);
        Folder.AssertSame("local", "out");
        Assert.Equal(2, watch.ErrorLines.Count(line => line.Contains(BrokerNames.Log(id))));
        Assert.Equal(3, watch.ErrorLines.Count(line => line.Contains(BrokerNames.Dead)));
        // Ends the test if a worker goes on though nothing is left to do.
        await Task.WhenAll(workers).WaitAsync(Patience);
        Assert.Equal(malformed.Length + 1, messages.Count(line => line.Contains(BrokerNames.Dead)));
        Assert.DoesNotContain(messages, line => line.Contains("Lost connection"));
        Assert.Equal(
            (uint)malformed.Length + 1, Ask(session => session.StateAsync(BrokerNames.Dead, default))!.MessageCount);
        var list = Folder.Run("batches").Exits(0);
        Assert.Contains(list.OutLines, line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("ended"));
        Assert.True(list.ErrorLines.Length >= 2);
        ClearDead();
    }

    [Fact<BrokerFixture>]
    public void A_target_and_a_database_outside_the_roots_fail_their_units()
    {
        Folder.Photographs(2);
        Folder.Plate();
        using var server = PasswordRequestServer.Cleartext();
        var plate = Folder.Submit(
            "segment", "plate", "-o", "plateout", "--channel", "DAPI", "--database",
            $"Host=127.0.0.1;Port={server.Port};Username=anyone");
        var (id, outside) = (Guid.NewGuid().ToString("n"), Path.GetFullPath(Folder["../stylize-outside.png"]));
        var header = new BatchHeader(
            id, new SerializedOptions("pixel-art", new Dictionary<string, string[]>()), 3) { Queue = Work };
        // A batch with an empty log has no first record.
        var empty = Guid.NewGuid().ToString("n");
        Ask<object>(async session =>
        {
            await session.DeclareQueueAsync(BrokerNames.Log(id), new() { ["x-queue-type"] = "stream" }, default);
            await session.DeclareQueueAsync(BrokerNames.Log(empty), new() { ["x-queue-type"] = "stream" }, default);
            await session.OpenAsync(id, default);
            await session.PublishAsync(
                BrokerNames.Log(id), MessageJson.Write(new BatchRecord { Header = header, Sealed = true }), default);
            WorkUnit[] units =
            [
                new(0, Folder["photos/p000.png"], outside), new(1, Folder["photos/p001.png"], Folder["out/p001.png"]),
                new(2, "/etc/passwd", Folder["out/passwd.png"]),
            ];
            await session.PublishAsync(Work, MessageJson.Write(new WorkChunk(id, 0, units)), default);
            await session.PublishAsync(
                Work, MessageJson.Write(new WorkChunk(empty, 0, [new WorkUnit(0, "/a", "/b")])), default);
            return null;
        });
        var messages = new ConcurrentQueue<string>();
        var options = new WorkerOptions { LogTimeout = TimeSpan.FromSeconds(1) };
        Workers.Add(Folder.Work(Stop.Token, options, messages.Enqueue));
        var watch = Folder.Run("watch", id).Exits(1);
        Assert.Equal(2, watch.ErrorLines.Count(line => line.Contains("PathNotAllowed")));
        Assert.Single(watch.OutLines);
        Assert.False(File.Exists(outside));
        Assert.True(File.Exists(Folder["out/p001.png"]));
        watch = Folder.Run("watch", plate).Exits(1);
        Assert.Equal(12, watch.ErrorLines.Count(line => line.Contains("DatabaseNotAllowed")));
        Assert.Equal(0, server.Connections);
        WaitFor(() => messages.Any(line => line.Contains(empty)));
        ClearDead();
    }
}
