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
        string[] chunks = [.. TakeAll(Work).Where(chunk => chunk.Contains(id, StringComparison.Ordinal))];
        Assert.Equal(5, chunks.Length);
        Send(Work, [.. malformed, .. chunks]);
        Send(BrokerNames.Broken(WorkVersion.Current), "null");
        Send(BrokerNames.Directory, "null", "{}");
        Send(BrokerNames.Log(id), "not json", """{"results":[{"index":0,"source":"/a","seconds":1e300}]}""");

        var messages = new List<string>();
        var idle = new WorkerOptions { IdleExit = TimeSpan.FromSeconds(1) };
        Task[] workers =
        [
            .. Enumerable.Range(0, 2)
                .Select(_ => Folder.Work(Stop.Token, idle, text => { lock (messages) messages.Add(text); })),
        ];
        var watch = Folder.Run("watch", id);
        Assert.Equal(
            local.OutLines, watch.OutLines.Select(line => line.Replace("out", "local", StringComparison.Ordinal)));
        Assert.Equal(0, watch.ExitCode);
        Folder.AssertSame("local", "out");
        Assert.Equal(2, watch.ErrorLines.Count(line => line.Contains(BrokerNames.Log(id), StringComparison.Ordinal)));
        Assert.Equal(3, watch.ErrorLines.Count(line => line.Contains(BrokerNames.Dead, StringComparison.Ordinal)));
        // Ends the test if a worker goes on though nothing is left to do.
        await Task.WhenAll(workers).WaitAsync(Patience);
        Assert.Equal(
            malformed.Length + 1, messages.Count(line => line.Contains(BrokerNames.Dead, StringComparison.Ordinal)));
        Assert.DoesNotContain(messages, line => line.Contains("Lost connection", StringComparison.Ordinal));
        Assert.Equal(
            (uint)malformed.Length + 1, Ask(session => session.StateAsync(BrokerNames.Dead, default))!.MessageCount);
        var list = Folder.Run("batches").Exits(0);
        Assert.Contains(list.OutLines, line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("ended"));
        Assert.True(list.ErrorLines.Length >= 2);
        ClearDead();
    }
}
